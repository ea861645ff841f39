using System.Runtime.InteropServices;

namespace Serverless.Functions;

/// <summary>What becomes of memory that native code frees. Known of glibc; with other C libraries nothing changes.</summary>
internal static partial class FreedMemory
{
    // mallopt(3): M_TRIM_THRESHOLD, M_MMAP_THRESHOLD.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    // Above the pixels of most pictures and frames.
    private const int LargestBlock = 8 << 20;
    private const int LargestRest = 16 << 20;

    /// <summary>
    /// Lets the process keep what it is about to need again. By default glibc gives memory back as soon as the last 128 KB of a heap are
    /// free, so that the pixels of every small picture come on pages that the system clears anew, which costs an ingestion a tenth of
    /// its processor time.
    /// </summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetAllocator(MmapThreshold, LargestBlock);
            _ = SetAllocator(TrimThreshold, LargestRest);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int parameter, int value);
}
