namespace Serverless.Training.Weights;

/// <summary>Files that are either there in full or not at all, even where the machine stops in the middle.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a name beside the path, brings it to the disk, then renames.</summary>
    public static void Write(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);

        // The extension stays: some writers choose their format by it.
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetRandomFileName()}{Path.GetExtension(full)}");
        try
        {
            write(temporary);
            BringToDisk(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A rename may reach the disk before the contents do.
    private static void BringToDisk(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }
}
