namespace Serverless.Pipeline.Storage;

/// <summary>A fresh local folder that is removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <param name="parent">Folder to create it in; created where needed.</param>
    public TemporaryFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
