namespace Serverless.Datasets.Entries;

/// <summary>A dataset in a folder of this machine.</summary>
internal sealed class FolderFiles : IDatasetFiles
{
    private readonly string _root;

    private FolderFiles(string root, IReadOnlyList<DatasetFile> files)
    {
        _root = root;
        Files = files;
    }

    public string Name => Path.GetFileName(_root);

    public IReadOnlyList<DatasetFile> Files { get; }

    public IReadOnlyList<Finding> Findings => [];

    /// <param name="root">An existing folder.</param>
    public static FolderFiles Open(string root)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        var files = folder
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => Describe(folder.FullName, file))
            .Where(file => !EntryPath.IsRubbish(file.Path))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
        return new FolderFiles(folder.FullName, [.. files]);
    }

    public byte[] Read(string path, int maximumBytes)
    {
        try
        {
            var file = Path.Combine(_root, path);
            DatasetFile.Require(new FileInfo(file).Length, maximumBytes);
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"it cannot be read: {exception.Message}", exception);
        }
    }

    public T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(_root, path));
            DatasetFile.Require(stream.Length, maximumBytes);
            return scan(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"it cannot be read: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
    }

    private static DatasetFile Describe(string root, FileInfo file)
    {
        var path = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

        // A link's own length says nothing of its target.
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        var length = target.Exists ? target.Length : 0;
        return new DatasetFile(path, length, length);
    }
}
