using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Serverless.Video.Processes;

/// <summary>
/// Makes room for more than the usual 64 KiB between two processes, so that they wake each other a few times a frame and not twenty
/// times. Elsewhere than on Linux, and where the system grants no more, pipes stay as they are.
/// </summary>
internal static partial class PipeCapacity
{
    // What Linux grants without privileges (fs.pipe-max-size).
    private const int Bytes = 1 << 20;

    // fcntl's F_SETPIPE_SZ.
    private const int SetPipeSize = 1031;

    public static void Enlarge(Stream pipe)
    {
        if (OperatingSystem.IsLinux() && pipe is PipeStream { SafePipeHandle: var handle })
        {
            _ = Control(handle, SetPipeSize, Bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeHandle file, int command, int argument);
}
