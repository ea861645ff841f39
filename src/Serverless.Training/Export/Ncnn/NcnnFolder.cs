namespace Serverless.Training.Export.Ncnn;

/// <summary>The folder of an NCNN model, which is either there in full or not at all.</summary>
internal static class NcnnFolder
{
    public const string ParametersFile = "model.ncnn.param";
    public const string WeightsFile = "model.ncnn.bin";
    public const string MetadataFile = "metadata.yaml";

    private static readonly string[] Files = [ParametersFile, WeightsFile, MetadataFile];

    /// <exception cref="TrainingException">There is something at the path that is no earlier export.</exception>
    public static void ThrowIfOccupied(string path)
    {
        if (File.Exists(path))
        {
            throw new TrainingException($"{path} is a file; an NCNN model is a folder of three. Name another one.");
        }

        if (Directory.Exists(path)
            && Directory.EnumerateFileSystemEntries(path).FirstOrDefault(entry => !Files.Contains(Path.GetFileName(entry))) is { } other)
        {
            throw new TrainingException($"{path} holds {Path.GetFileName(other)}, which is no part of an NCNN model. Name a new folder.");
        }
    }

    public static void Write(string path, NcnnModel model, string metadata)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(full)!).FullName;
        var (fresh, old) = (Beside(parent), Beside(parent));
        try
        {
            Directory.CreateDirectory(fresh);
            WriteFile(Path.Combine(fresh, ParametersFile), model.Parameters);
            WriteFile(Path.Combine(fresh, WeightsFile), model.Weights);
            WriteFile(Path.Combine(fresh, MetadataFile), System.Text.Encoding.UTF8.GetBytes(metadata));
            Replace(full, fresh, old);
        }
        finally
        {
            Remove(fresh);
            Remove(old);
        }
    }

    // Folders cannot be renamed over one another: the earlier one steps aside, and comes back if the new one does not take its place.
    private static void Replace(string path, string fresh, string old)
    {
        if (!Directory.Exists(path))
        {
            Directory.Move(fresh, path);
            return;
        }

        Directory.Move(path, old);
        try
        {
            Directory.Move(fresh, path);
        }
        catch (IOException)
        {
            Directory.Move(old, path);
            throw;
        }
    }

    private static string Beside(string parent) => Path.Combine(parent, $".{Path.GetRandomFileName()}");

    // A rename may reach the disk before the contents do.
    private static void WriteFile(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
