namespace Serverless.Datasets.Entries;

/// <summary>
/// Holds small files of a dataset in memory. Labels mostly lie far from their images in an archive; reading both in turns
/// would throw away the read-ahead of a remote stream each time.
/// </summary>
internal sealed class PrefetchedFiles : IDatasetFiles
{
    private const long MaximumBytes = 32 << 20;

    private readonly IDatasetFiles _files;
    private readonly Dictionary<string, byte[]> _fetched = new(StringComparer.Ordinal);

    private PrefetchedFiles(IDatasetFiles files) => _files = files;

    public string Name => _files.Name;

    public IReadOnlyList<DatasetFile> Files => _files.Files;

    public IReadOnlyList<Finding> Findings => _files.Findings;

    /// <param name="files">Stays open.</param>
    /// <param name="paths">What is wanted; the rest is still read when asked for.</param>
    /// <param name="maximumBytes">Of one file; a longer one is left for later.</param>
    public static PrefetchedFiles Fetch(IDatasetFiles files, IReadOnlySet<string> paths, int maximumBytes)
    {
        var prefetched = new PrefetchedFiles(files);
        if (files is PrefetchedFiles before && paths.All(before._fetched.ContainsKey))
        {
            return prefetched;
        }

        var budget = MaximumBytes;
        foreach (var file in files.Files.Where(file => paths.Contains(file.Path) && file.Length <= maximumBytes))
        {
            budget -= file.Length;
            if (budget < 0)
            {
                break;
            }

            prefetched.TryFetch(file.Path, maximumBytes);
        }

        return prefetched;
    }

    public byte[] Read(string path, int maximumBytes) => _fetched.GetValueOrDefault(path) ?? _files.Read(path, maximumBytes);

    public T Scan<T>(string path, long maximumBytes, Func<Stream, T> scan) => _files.Scan(path, maximumBytes, scan);

    public void Dispose() => _fetched.Clear();

    private void TryFetch(string path, int maximumBytes)
    {
        try
        {
            _fetched[path] = _files.Read(path, maximumBytes);
        }
        catch (InvalidDataException)
        {
            // Whoever asks for it is told why.
        }
    }
}
