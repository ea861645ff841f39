using System.Runtime.InteropServices;

namespace Serverless.Training;

/// <summary>Settings of the C libraries under the tensors, for the whole process, to be made before they are loaded.</summary>
internal static partial class NativeSettings
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    // The largest that every version of glibc takes; newer ones take more.
    private const int LargestMmapThreshold = 32 << 20;

    private static readonly Lock Gate = new();
    private static bool _applied;

    public static void Apply()
    {
        lock (Gate)
        {
            if (_applied || !OperatingSystem.IsLinux())
            {
                return;
            }

            _applied = true;
            try
            {
                // A training step asks for the same large blocks again and again. By default glibc gives them back to the system every
                // time and the system clears every page anew, which costs a fifth of the step; so freed blocks stay with the process.
                _ = SetAllocator(MmapThreshold, LargestMmapThreshold);
                _ = SetAllocator(TrimThreshold, int.MaxValue);

                // Threads that spin while they wait starve those that prepare images.
                _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);

                // On processors with AVX-512 BF16 (seen on an AMD EPYC) its convolutions in bfloat16 give gradients that are no numbers.
                // Those in float32 do not use it.
                _ = SetEnvironment("ONEDNN_MAX_CPU_ISA", "AVX512_CORE", overwrite: 0);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library than glibc: its defaults stay.
            }

            SilenceWarnings();
        }
    }

    // With one thread libtorch warns at every small convolution that NNPACK does not know the processor, though it does not need it.
    private static void SilenceWarnings()
    {
        const int errors = 2;
        if (NativeLibrary.TryLoad("c10", typeof(NativeSettings).Assembly, searchPath: null, out var library)
            && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out var level))
        {
            Marshal.WriteInt32(level, errors);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
