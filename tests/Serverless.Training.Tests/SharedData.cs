namespace Serverless.Training.Tests;

/// <summary>Real data that lies beside the repository on some machines.</summary>
internal static class SharedData
{
    /// <summary>The full path of a file or folder there; skips the test where it is missing.</summary>
    public static string Path(string relative)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Serverless.sln")))
        {
            root = root.Parent;
        }

        foreach (var above in new[] { "..", "../.." })
        {
            var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(root?.FullName ?? ".", above, "shared/data", relative));
            if (System.IO.Path.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"../shared/data/{relative} is missing.");
        return string.Empty;
    }
}
