namespace Serverless.Training.Weights;

/// <summary>Files that are either there in full or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a name beside the path, then renames.</summary>
    public static void Write(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);

        // The extension stays: some writers choose their format by it.
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetRandomFileName()}{Path.GetExtension(full)}");
        try
        {
            write(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
