using System.Reflection;

namespace Serverless.Cli.Tests;

/// <summary>Where the repository and what was built in it are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The Functions app of the configuration that the tests were built in.</summary>
    public static string FunctionsApp { get; } = Path.Combine(
        Root,
        "src",
        "Serverless.Functions",
        "bin",
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        "net10.0",
        "Serverless.Functions.dll");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
