namespace Serverless.Benchmarks.Inference;

/// <summary>Real pictures and models, which are not part of the project and may be missing.</summary>
internal static class SharedData
{
    /// <summary>Path of a file of <c>shared/data</c> beside the repository or above it; null where it is missing.</summary>
    public static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", relative);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
