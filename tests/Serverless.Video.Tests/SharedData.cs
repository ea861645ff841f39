namespace Serverless.Video.Tests;

/// <summary>Real videos kept beside the repository; tests that need them are skipped where they are missing.</summary>
internal static class SharedData
{
    public static string Require(params string[] parts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Serverless.sln")))
        {
            root = root.Parent;
        }

        // A worktree may lie a level deeper than the repository itself.
        for (var folder = root?.Parent; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, "shared", "data", .. parts]);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"{Path.Combine(["shared", "data", .. parts])} is not beside the repository.");
        return string.Empty;
    }
}
