using System.IO.Compression;

namespace Serverless.Datasets.Tests.Support;

/// <summary>Real datasets beside the repository; their tests are skipped where they are missing.</summary>
internal static class RealData
{
    public static string Folder(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Serverless.sln")))
        {
            root = root.Parent;
        }

        var folder = root is null ? null : Candidates(root).Select(data => Path.Combine(data, name)).FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(folder is null, $"../shared/data/{name} is not here");
        return folder!;
    }

    /// <summary>A folder as people zip it: stored below its own name.</summary>
    public static MemoryStream Zip(string folder)
    {
        var stream = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, stream, CompressionLevel.NoCompression, includeBaseDirectory: true);
        stream.Position = 0;
        return stream;
    }

    // A git worktree lies a folder deeper than the repository.
    private static IEnumerable<string> Candidates(DirectoryInfo root) =>
        new[] { root.Parent, root.Parent?.Parent }
            .OfType<DirectoryInfo>()
            .Select(parent => Path.Combine(parent.FullName, "shared", "data"));
}
