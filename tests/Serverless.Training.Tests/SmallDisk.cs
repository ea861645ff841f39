using System.Diagnostics;

namespace Serverless.Training.Tests;

/// <summary>A file system in memory of a few megabytes; the test is skipped where mounting is not allowed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(TemporaryFolder folder) => Folder = folder;

    public TemporaryFolder Folder { get; }

    public static SmallDisk Mount(int megabytes)
    {
        var folder = new TemporaryFolder();
        if (!TryRun("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={megabytes}m"), "tmpfs", folder.Path))
        {
            folder.Dispose();
            Assert.Skip("Mounting a tmpfs needs root.");
        }

        return new SmallDisk(folder);
    }

    /// <summary>Writes a file until nothing more fits.</summary>
    public void Fill(string path)
    {
        Assert.StartsWith(Folder.Path, path, StringComparison.Ordinal);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1 << 16];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as was asked for.
        }
    }

    public void Dispose()
    {
        TryRun("umount", Folder.Path);
        Folder.Dispose();
    }

    private static bool TryRun(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
