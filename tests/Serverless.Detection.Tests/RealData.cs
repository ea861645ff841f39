namespace Serverless.Detection.Tests;

/// <summary>Real pictures and models, which are not part of the project; tests that need them are skipped elsewhere.</summary>
internal static class RealData
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Serverless.sln")))
            {
                continue;
            }

            // A working tree may lie one folder deeper than the repository.
            for (var around = folder.Parent; around is not null; around = around.Parent)
            {
                var path = System.IO.Path.Combine(around.FullName, "shared", "data", relative);
                if (System.IO.Path.Exists(path))
                {
                    return path;
                }
            }
        }

        Assert.Skip($"../shared/data/{relative} is missing.");
        return "";
    }
}
