namespace Serverless.Datasets.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("datasets-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
