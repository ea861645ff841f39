using System.Globalization;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>A data set version as people name it: <c>roads</c> (the newest) or <c>roads/v2</c>.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Version">From 1; <c>null</c> for the newest.</param>
public sealed record DatasetReference(string Name, int? Version)
{
    /// <exception cref="PipelineException"><paramref name="text"/> has neither form.</exception>
    public static DatasetReference Parse(string? text)
    {
        var parts = (text ?? string.Empty).Split('/');
        if (parts.Length == 1)
        {
            return new DatasetReference(ResourceName.Require(parts[0], "data set"), null);
        }

        if (parts.Length == 2 && VersionFolders.TryParse(parts[1], out var version))
        {
            return new DatasetReference(ResourceName.Require(parts[0], "data set"), version);
        }

        throw new PipelineException($"'{text}' is not a data set version: write NAME for the newest or NAME/v2 for version 2.");
    }

    public override string ToString() =>
        Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Name}/v{version}") : Name;
}
