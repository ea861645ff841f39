namespace Serverless.LocalHost.Bindings;

/// <summary>A container and the name of a blob in it, which is empty where the container itself is meant.</summary>
internal readonly record struct BlobPath(string Container, string Name)
{
    public static BlobPath Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new BlobPath(path, string.Empty) : new BlobPath(path[..slash], path[(slash + 1)..]);
    }
}
