namespace Serverless.Training;

/// <summary>Tells when a disk is full.</summary>
public static class DiskExhaustion
{
    // ENOSPC of Linux, and what .NET makes of it where it notices before the system does.
    private const int NoSpace = 28;
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception says that; those within it are not looked at.</summary>
    public static bool Is(Exception exception) => exception is IOException { HResult: NoSpace or DiskFull };
}
