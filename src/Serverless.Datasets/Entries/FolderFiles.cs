namespace Serverless.Datasets.Entries;

/// <summary>A dataset in a folder of this machine.</summary>
internal sealed class FolderFiles : IDatasetFiles
{
    private readonly string _root;
    private readonly IReadOnlyDictionary<string, string> _written;

    /// <param name="written">How the names of files are written where not as in <paramref name="files"/>.</param>
    private FolderFiles(string root, IReadOnlyList<DatasetFile> files, IReadOnlyDictionary<string, string> written)
    {
        _root = root;
        Files = files;
        _written = written;
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
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in files.Keys.Order(StringComparer.Ordinal).ToList())
        {
            var composed = LetterComposition.Compose(path);
            if (composed != path && files.TryAdd(composed, files[path] with { Path = composed }))
            {
                files.Remove(path);
                written.Add(composed, path);
            }
        }

        return new FolderFiles(folder.FullName, [.. files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)], written);
    }

    public byte[] Read(string path, int maximumBytes)
    {
        try
        {
            var file = Locate(path);
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
            using var stream = File.OpenRead(Locate(path));
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

    private string Locate(string path) => Path.Combine(_root, _written.GetValueOrDefault(path, path));

    private static DatasetFile Describe(string root, FileInfo file)
    {
        var path = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

        // A link's own length says nothing of its target.
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        var length = target.Exists ? target.Length : 0;
        return new DatasetFile(path, length, length);
    }
}
