using System.Runtime.InteropServices;

namespace Serverless.Training;

/// <summary>Tells when memory did not suffice.</summary>
public static class MemoryExhaustion
{
    // libtorch says it in words only: of the CPU's allocator and of CUDA's.
    private static readonly string[] Words = ["can't allocate memory", "out of memory", "not enough memory"];

    public static bool Is(Exception exception) => exception is OutOfMemoryException
        || (exception is ExternalException && Words.Any(words => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase)));
}
