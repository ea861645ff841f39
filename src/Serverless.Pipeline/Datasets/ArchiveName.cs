namespace Serverless.Pipeline.Datasets;

/// <summary>File names of archives, which name the data sets that are made of them.</summary>
public static class ArchiveName
{
    private static readonly string[] s_extensions = [".zip", ".tar", ".tar.gz", ".tgz"];

    /// <summary>The name of the data set: the file's without the extension of an archive, or without any.</summary>
    public static string DatasetOf(string file) =>
        Find(file) is { } extension ? file[..^extension.Length] : Path.ChangeExtension(file, null);

    /// <exception cref="PipelineException">No archive of this kind is taken; the message names those that are.</exception>
    public static void Require(string blobName)
    {
        if (Find(blobName) is null)
        {
            throw new PipelineException(
                $"inbox/{blobName} is no archive that is taken here: pack the data set as {string.Join(", ", s_extensions[..^1])} or {s_extensions[^1]} and upload it under such a name.");
        }
    }

    private static string? Find(string file) => Array.Find(s_extensions, extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
