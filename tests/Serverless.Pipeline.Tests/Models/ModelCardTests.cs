using System.Text.Json;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Models;

public sealed class ModelCardTests
{
    [Fact]
    public void Deserialize_CardOfBeforeProvenanceWasNoted_IsRead()
    {
        const string json = """
            {
              "name": "pothole", "version": 1, "runId": "run", "dataset": "potholes", "datasetVersion": 1, "parent": null, "classes": ["pothole"],
              "settings": {"epochs": 3}, "createdAt": "2026-01-01T00:00:00+00:00",
              "result": {"epochs": 3, "bestEpoch": 2, "map50": 0.5, "map50To95": 0.3, "precision": 0.6, "recall": 0.7, "images": 8, "boxes": 9, "seconds": 1.5}
            }
            """;

        var card = JsonSerializer.Deserialize<ModelCard>(json, PipelineJson.Options)!;

        Assert.Equal((3, 0.5), (card.Settings.Epochs, card.Result.Map50));
        Assert.Null(card.DatasetSha256);
        Assert.Null(card.Provenance);
    }

    [Fact]
    public void TreesOf_VersionsOfVersions_NestsThem()
    {
        ModelCard[] cards =
        [
            Cards.Of("pothole", 1),
            Cards.Of("pothole", 2) with { Parent = new ModelReference("pothole", 1) },
            Cards.Of("pothole", 3) with { Parent = new ModelReference("pothole", 1) },
            Cards.Of("pothole", 4) with { Parent = new ModelReference("pothole", 3) },
            Cards.Of("pothole", 5) with { Parent = new ModelReference("crack", 2) },
        ];

        var trees = VersionNode.TreesOf(cards, current: 3);

        Assert.Equal("1(2 3*(4)) 5", Describe(trees));
        Assert.Equal("crack/v2", trees[1].Parent?.ToString());
    }

    private static string Describe(IReadOnlyList<VersionNode> nodes) => string.Join(' ', nodes.Select(node =>
        FormattableString.Invariant($"{node.Version}{(node.IsCurrent ? "*" : "")}{(node.Children.Count > 0 ? $"({Describe(node.Children)})" : "")}")));
}
