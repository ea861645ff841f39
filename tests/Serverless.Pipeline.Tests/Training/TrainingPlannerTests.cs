using System.Security.Cryptography;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class TrainingPlannerTests(StorageFixture fixture)
{
    private static readonly byte[] s_manifest =
        """
        {"name": "potholes", "version": 1, "classes": ["hole", "crack"], "images": [], "shards": [], "source": {"fileName": "potholes.zip"}, "createdAt": "2026-01-02T03:04:05Z", "options": {}}
        """u8.ToArray();

    [Fact]
    public async Task Plan_FromScratch_DecidesAndRecords()
    {
        var (planner, runs) = await CreateAsync();

        var run = await planner.PlanAsync(
            "run-1", new TrainingRequest("pothole", "potholes", null, TrainingRequest.FromScratch, new TrainingKnobs(Epochs: 2)), CancellationToken.None);

        Assert.Equal(["hole", "crack"], run.Classes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(s_manifest)), run.DatasetSha256);
        Assert.Equal(
            new TrainingRun("run-1", "pothole", "potholes", 1, null, new TrainingSettings { Epochs = 2 }) { Classes = run.Classes, DatasetSha256 = run.DatasetSha256 },
            run);
        var recorded = await runs.ReadAsync("run-1", CancellationToken.None);
        Assert.Equal(run.Classes, recorded.Classes);
        Assert.Equal(run, recorded with { Classes = run.Classes });
    }

    [Fact]
    public async Task Plan_FromModelWithoutVersion_FixesItsVersion()
    {
        var (planner, _) = await CreateAsync();

        var run = await planner.PlanAsync(
            "run-1", new TrainingRequest("pothole", "potholes", 1, "first/v1", new TrainingKnobs()), CancellationToken.None);

        Assert.Equal(new ModelReference("first", 1), run.Parent);
    }

    [Theory]
    [InlineData("a/b", "potholes", null, "scratch", "'a/b' cannot name a model")]
    [InlineData("pothole", "roads", null, "scratch", "There is no data set 'roads'")]
    [InlineData("pothole", "potholes", 2, "scratch", "Data set 'potholes' has no version 2: it has v1.")]
    [InlineData("pothole", "potholes", null, "second", "There is no model 'second'")]
    [InlineData("pothole", "potholes", null, "first/v7", "There is no version 'first/v7': model 'first' has v1.")]
    public async Task Plan_WhatIsNotThere_IsNamed(string model, string dataset, int? version, string from, string message)
    {
        var (planner, runs) = await CreateAsync();
        var request = new TrainingRequest(model, dataset, version, from, new TrainingKnobs());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => planner.PlanAsync("run-1", request, CancellationToken.None));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PipelineException>(() => runs.ReadAsync("run-1", CancellationToken.None));
    }

    private async Task<(TrainingPlanner Planner, RunStore Runs)> CreateAsync()
    {
        var storage = await fixture.CreateAsync();
        await storage.Datasets.UploadBlobAsync("potholes/v1/manifest.json", BinaryData.FromBytes(s_manifest));
        var card = await storage.PublishAsync("first", 1);
        var models = new ModelRegistry(storage);
        await models.PromoteAsync(card, (_, _) => true, CancellationToken.None);
        var runs = new RunStore(storage);
        return (new TrainingPlanner(new DatasetCatalog(storage), models, runs), runs);
    }
}
