using Serverless.LocalHost.Storage;

namespace Serverless.Cli.Up;

/// <summary>Where the parts of a local pipeline are.</summary>
internal sealed record PipelineStackOptions
{
    /// <summary>Path of <c>Serverless.Functions.dll</c>.</summary>
    public required string AppPath { get; init; }

    /// <summary>File that takes the app's output.</summary>
    public required string LogPath { get; init; }

    /// <summary>Port of the app on 127.0.0.1.</summary>
    public required int Port { get; init; }

    public required AzuriteOptions Azurite { get; init; }

    /// <summary>How long the app may take to answer; a minute where nothing else is said.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Further settings of the app.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Path of the app as <c>dotnet build -c Release</c> leaves it below the repository's root.</summary>
    public static string BuiltApp(string root) => Path.Combine(root, "src", "Serverless.Functions", "bin", "Release", "net10.0", "Serverless.Functions.dll");
}
