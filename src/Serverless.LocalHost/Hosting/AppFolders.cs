namespace Serverless.LocalHost.Hosting;

/// <summary>Finds the app's files in a folder or above it.</summary>
internal sealed class AppFolders(string? directory)
{
    private readonly string[] _starts = directory is null
        ? [Environment.CurrentDirectory, AppContext.BaseDirectory]
        : [directory];

    /// <summary>The nearest file of that name, or null.</summary>
    public string? Find(string fileName) =>
        _starts.SelectMany(Upwards).Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Upwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
