namespace Serverless.Cli.Training;

/// <summary>Exit codes of a training.</summary>
internal static class RunExit
{
    public const int Complete = 0;

    /// <summary>The message says why.</summary>
    public const int Failed = 1;

    /// <summary>EX_TEMPFAIL of sysexits.h: stopped from outside, with a checkpoint; <c>serverless resume</c> goes on.</summary>
    public const int ResumeMe = 75;
}
