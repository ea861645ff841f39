using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class ModelPublisherTests(StorageFixture fixture)
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Publish_Run_CopiesItsOutputAndMakesItCurrent()
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);

        var (card, isCurrent) = await publisher.PublishAsync("run-1", CancellationToken.None);

        Assert.True(isCurrent);
        Assert.Equal(("pothole", 1, "run-1", _time.Now), (card.Name, card.Version, card.RunId, card.CreatedAt));
        Assert.Equal(["hole", "crack"], card.Classes);
        var registry = new ModelRegistry(storage);
        Assert.Equivalent(card, await registry.ResolveAsync(new ModelReference("pothole", null), CancellationToken.None));
        var network = await registry.NetworkOf(card).DownloadContentAsync();
        Assert.Equal("network of run-1", network.Value.Content.ToString());
    }

    [Fact]
    public async Task Publish_Run_NotesDataAndJobOnTheCard()
    {
        var (storage, publisher) = await CreateAsync();
        var manifest = (await storage.Datasets.GetBlobClient("potholes/v1/manifest.json").DownloadContentAsync()).Value.Content.ToArray();
        var provenance = new TrainingProvenance(
            "0.1.0+abc", "Linux", ".NET 10", "0.105.2", "cpu", 2, System.Text.Json.JsonElement.Parse("""{"mosaic": 1}"""), _time.Now, _time.Now + TimeSpan.FromHours(1));
        await FinishAsync(storage, "run-1", map: 0.5, provenance: provenance);

        await publisher.PublishAsync("run-1", CancellationToken.None);

        var card = await new ModelRegistry(storage).ResolveAsync(new ModelReference("pothole", 1), CancellationToken.None);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest)), card.DatasetSha256);
        Assert.Equal(provenance with { Options = default }, card.Provenance! with { Options = default });
        Assert.Equal(1, card.Provenance!.Options.GetProperty("mosaic").GetInt32());
    }

    [Fact]
    public async Task Publish_SameRunAgain_ChangesNothing()
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);
        var (first, _) = await publisher.PublishAsync("run-1", CancellationToken.None);
        _time.Now += TimeSpan.FromHours(1);

        var (again, isCurrent) = await publisher.PublishAsync("run-1", CancellationToken.None);

        Assert.True(isCurrent);
        Assert.Equivalent(first, again, strict: true);
        Assert.Equal([1], await new ModelRegistry(storage).Versions.ListPublishedAsync("pothole", CancellationToken.None));
    }

    [Fact]
    public async Task Publish_WorseRun_LeavesTheCurrentOne()
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);
        await FinishAsync(storage, "run-2", map: 0.4);
        await publisher.PublishAsync("run-1", CancellationToken.None);

        var (card, isCurrent) = await publisher.PublishAsync("run-2", CancellationToken.None);

        Assert.False(isCurrent);
        Assert.Equal(2, card.Version);
        Assert.Equal(1, await new ModelRegistry(storage).FindCurrentAsync("pothole", CancellationToken.None));
    }

    [Theory]
    [InlineData(0.3, 0.4, true)]
    [InlineData(0.6, 0.4, false)]
    [InlineData(0.4, 0.4, true)]
    public async Task Publish_CurrentOneMeasuredOnTheSameImages_GoesByThat(double incumbent, double map, bool expected)
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);
        await FinishAsync(storage, "run-2", map, new IncumbentScore(1, incumbent, incumbent));
        await publisher.PublishAsync("run-1", CancellationToken.None);

        var (_, isCurrent) = await publisher.PublishAsync("run-2", CancellationToken.None);

        Assert.Equal(expected, isCurrent);
    }

    [Fact]
    public async Task Publish_CurrentOneMeasuredOnOtherImages_CannotBeComparedAndStays()
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);
        await publisher.PublishAsync("run-1", CancellationToken.None);
        await FinishAsync(storage, "run-2", map: 0.9, dataset: "cracks");
        await storage.Datasets.WriteJsonAsync(
            "cracks/v1/manifest.json", await storage.Datasets.ReadJsonAsync<System.Text.Json.Nodes.JsonObject>("potholes/v1/manifest.json", CancellationToken.None), CancellationToken.None);

        var (_, isCurrent) = await publisher.PublishAsync("run-2", CancellationToken.None);

        Assert.False(isCurrent);
    }

    [Fact]
    public async Task Publish_DatasetThatIsGone_TakesWhatTheRunKnows()
    {
        var (storage, publisher) = await CreateAsync();
        await FinishAsync(storage, "run-1", map: 0.5);
        await new RunStore(storage).WriteAsync(Run("run-1") with { Classes = ["hole", "crack"], DatasetSha256 = "abc" }, CancellationToken.None);
        await storage.Datasets.DeleteBlobAsync("potholes/v1/manifest.json");

        var (card, isCurrent) = await publisher.PublishAsync("run-1", CancellationToken.None);

        Assert.True(isCurrent);
        Assert.Equal(["hole", "crack"], card.Classes);
        Assert.Equal("abc", card.DatasetSha256);
    }

    [Fact]
    public async Task Publish_RunWithoutOutcome_SaysSo()
    {
        var (storage, publisher) = await CreateAsync();
        await new RunStore(storage).WriteAsync(Run("run-1"), CancellationToken.None);
        await new RunStore(storage).TryWriteResultAsync("run-1", new RunResult(null, "It broke."), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => publisher.PublishAsync("run-1", CancellationToken.None));

        Assert.Equal("Run run-1 has no outcome to register.", exception.Message);
    }

    [Fact]
    public void Fitness_FollowsTheRecipe() =>
        Assert.Equal((0.1 * 0.8) + (0.9 * 0.5), new TrainingOutcome(1, 1, 0.8, 0.5, 0, 0, 1, 1, 1).Fitness(), 1e-12);

    private async Task<(PipelineStorage Storage, ModelPublisher Publisher)> CreateAsync()
    {
        var storage = await fixture.CreateAsync();
        var manifest = new
        {
            Name = "potholes",
            Version = 1,
            Classes = (string[])["hole", "crack"],
            Images = (string[])[],
            Shards = (string[])[],
            Source = new { FileName = "potholes.zip" },
            CreatedAt = _time.Now,
            Options = new { },
        };
        await storage.Datasets.WriteJsonAsync("potholes/v1/manifest.json", manifest, CancellationToken.None);
        var publisher = new ModelPublisher(storage, new RunStore(storage), new ModelRegistry(storage), new DatasetCatalog(storage), _time);
        return (storage, publisher);
    }

    private static TrainingRun Run(string id, string dataset = "potholes") => new(id, "pothole", dataset, 1, null, new TrainingSettings());

    private static async Task FinishAsync(PipelineStorage storage, string id, double map, IncumbentScore? incumbent = null, string dataset = "potholes", TrainingProvenance? provenance = null)
    {
        var runs = new RunStore(storage);
        await runs.WriteAsync(Run(id, dataset), CancellationToken.None);
        await storage.Runs.UploadBlobAsync(RunStore.OutputFolder(id) + "model.onnx", BinaryData.FromString($"network of {id}"));
        await runs.TryWriteResultAsync(
            id, new RunResult(new TrainingOutcome(1, 1, map, map, 0.5, 0.5, 10, 20, 1.5) { Incumbent = incumbent }, null) { Provenance = provenance }, CancellationToken.None);
    }
}
