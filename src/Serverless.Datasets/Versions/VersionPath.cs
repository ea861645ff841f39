namespace Serverless.Datasets.Versions;

/// <summary>Paths of shards: relative to a version's manifest, as manifests give them, and from the root of all datasets.</summary>
public static class VersionPath
{
    /// <summary>The path from the root, such as <c>roads/v1/shards/00000.tar</c>.</summary>
    /// <param name="folder">Folder of the version, such as <c>roads/v2</c>.</param>
    /// <param name="path">A path of its manifest, such as <c>../v1/shards/00000.tar</c>.</param>
    /// <exception cref="DatasetException">The path leads out of the root.</exception>
    public static string Resolve(string folder, string path)
    {
        var segments = new Stack<string>(folder.Split('/'));
        foreach (var segment in path.Split('/'))
        {
            if (segment != "..")
            {
                segments.Push(segment);
            }
            else if (!segments.TryPop(out _))
            {
                throw new DatasetException($"The manifest of {folder} names {path}, which lies outside all datasets. Publish the dataset version again.");
            }
        }

        return string.Join('/', segments.Reverse());
    }

    /// <summary>The path relative to a version's folder of one from the root.</summary>
    public static string Relative(string folder, string path)
    {
        var from = folder.Split('/');
        var to = path.Split('/');
        var common = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('/', Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }
}
