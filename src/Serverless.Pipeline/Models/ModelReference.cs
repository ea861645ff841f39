using System.Globalization;

namespace Serverless.Pipeline.Models;

/// <summary>A model as people name it: <c>pothole</c> (its current version) or <c>pothole/v2</c>.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">From 1; <c>null</c> for the current one.</param>
public sealed record ModelReference(string Name, int? Version)
{
    /// <exception cref="PipelineException"><paramref name="text"/> has neither form.</exception>
    public static ModelReference Parse(string? text)
    {
        var parts = (text ?? string.Empty).Split('/');
        if (parts.Length == 1)
        {
            return new ModelReference(ResourceName.Require(parts[0], "model"), null);
        }

        if (parts.Length == 2 && Storage.VersionFolders.TryParse(parts[1], out var version))
        {
            return new ModelReference(ResourceName.Require(parts[0], "model"), version);
        }

        throw new PipelineException($"'{text}' is not a model: write NAME for its current version or NAME/v2 for version 2.");
    }

    public override string ToString() =>
        Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Name}/v{version}") : Name;
}
