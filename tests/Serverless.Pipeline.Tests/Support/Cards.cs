using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>Model versions for tests that need some.</summary>
internal static class Cards
{
    public static ModelCard Of(string name, int version, double map = 0.5) => new(
        name,
        version,
        $"train-{name}-{version}",
        "potholes",
        1,
        Parent: null,
        ["pothole"],
        new TrainingSettings(),
        new TrainingOutcome(1, 1, map, map, 0.5, 0.5, 10, 20, 1.5),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static async Task<ModelCard> PublishAsync(this PipelineStorage storage, string name, int version, double map = 0.5)
    {
        var card = Of(name, version, map);
        await storage.Models.WriteJsonAsync(VersionFolders.Path(name, version, ModelRegistry.CardFile), card, CancellationToken.None);
        return card;
    }
}
