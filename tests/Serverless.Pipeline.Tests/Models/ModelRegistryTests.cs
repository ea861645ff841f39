using Serverless.Pipeline.Models;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Models;

public sealed class ModelRegistryTests(StorageFixture fixture)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Resolve_CurrentAndGivenVersion_GivesTheirCards()
    {
        var storage = await fixture.CreateAsync();
        var first = await storage.PublishAsync("pothole", 1);
        var second = await storage.PublishAsync("pothole", 2);
        var registry = new ModelRegistry(storage);
        await registry.PromoteAsync(first, (_, _) => true, s_none);

        Assert.Equivalent(first, await registry.ResolveAsync(ModelReference.Parse("pothole"), s_none), strict: true);
        Assert.Equivalent(second, await registry.ResolveAsync(ModelReference.Parse("pothole/v2"), s_none), strict: true);
    }

    [Fact]
    public async Task ChooseNetworkFile_WithAndWithoutADynamicOne_PrefersThat()
    {
        var storage = await fixture.CreateAsync();
        var card = await storage.PublishAsync("pothole", 1);
        var registry = new ModelRegistry(storage);

        var before = await registry.ChooseNetworkFileAsync(card, s_none);
        await registry.FileOf(card, "model-dynamic.onnx").UploadAsync(BinaryData.FromString("network"));

        Assert.Equal(("model.onnx", "model-dynamic.onnx"), (before, await registry.ChooseNetworkFileAsync(card, s_none)));
    }

    [Fact]
    public async Task Resolve_UnknownModel_TellsWhatThereIs()
    {
        var storage = await fixture.CreateAsync();
        var registry = new ModelRegistry(storage);
        var none = await Assert.ThrowsAsync<PipelineException>(() => registry.ResolveAsync(ModelReference.Parse("crack"), s_none));
        await storage.PublishAsync("pothole", 1);
        await storage.PublishAsync("animals", 1);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => registry.ResolveAsync(ModelReference.Parse("crack"), s_none));

        Assert.Equal("There is no model 'crack': train one with POST /api/models/crack/train. There are no models yet.", none.Message);
        Assert.Equal("There is no model 'crack': train one with POST /api/models/crack/train. Known models: animals, pothole.", exception.Message);
    }

    [Fact]
    public async Task Resolve_UnknownVersion_TellsWhatThereIs()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);
        await storage.PublishAsync("pothole", 3);

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => new ModelRegistry(storage).ResolveAsync(ModelReference.Parse("pothole/v2"), s_none));

        Assert.Equal("There is no version 'pothole/v2': model 'pothole' has v1, v3.", exception.Message);
    }

    [Fact]
    public async Task Resolve_NothingPromoted_TellsTheVersions()
    {
        var storage = await fixture.CreateAsync();
        await storage.PublishAsync("pothole", 1);

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => new ModelRegistry(storage).ResolveAsync(ModelReference.Parse("pothole"), s_none));

        Assert.Equal("There is no version 'pothole': model 'pothole' has v1.", exception.Message);
    }

    [Fact]
    public async Task Resolve_ManyModels_NamesTenOfThem()
    {
        var storage = await fixture.CreateAsync();
        await Task.WhenAll(Enumerable.Range(10, 12).Select(number => storage.PublishAsync($"m{number}", 1)));

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => new ModelRegistry(storage).ResolveAsync(ModelReference.Parse("pothole"), s_none));

        Assert.EndsWith("m18, m19 and 2 more.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveOnlyModel_NoneOneSeveral()
    {
        var storage = await fixture.CreateAsync();
        var registry = new ModelRegistry(storage);

        var none = await Assert.ThrowsAsync<PipelineException>(() => registry.ResolveOnlyModelAsync(s_none));
        await storage.PublishAsync("pothole", 1);
        await registry.Versions.ReserveAsync("unfinished", "run", s_none);
        var only = await registry.ResolveOnlyModelAsync(s_none);
        await storage.PublishAsync("animals", 1);
        var several = await Assert.ThrowsAsync<PipelineException>(() => registry.ResolveOnlyModelAsync(s_none));

        Assert.StartsWith("There is no model yet:", none.Message, StringComparison.Ordinal);
        Assert.Equal(new ModelReference("pothole", null), only);
        Assert.StartsWith("Which model?", several.Message, StringComparison.Ordinal);
        Assert.EndsWith("Known models: animals, pothole.", several.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_WorseCandidate_IsNotMadeCurrent()
    {
        var storage = await fixture.CreateAsync();
        var better = await storage.PublishAsync("pothole", 1, map: 0.6);
        var worse = await storage.PublishAsync("pothole", 2, map: 0.5);
        var registry = new ModelRegistry(storage);

        Assert.True(await registry.PromoteAsync(better, IsBetter, s_none));
        Assert.False(await registry.PromoteAsync(worse, IsBetter, s_none));
        Assert.True(await registry.PromoteAsync(better, IsBetter, s_none));

        Assert.Equal(1, await registry.FindCurrentAsync("pothole", s_none));
    }

    [Fact]
    public async Task Promote_ConcurrentCandidates_EndsAtTheBest()
    {
        var storage = await fixture.CreateAsync();
        double[] maps = [0.3, 0.7, 0.1, 0.9, 0.5, 0.2, 0.8, 0.4];
        var cards = await Task.WhenAll(maps.Select((map, i) => storage.PublishAsync("pothole", i + 1, map)));
        var registry = new ModelRegistry(storage);

        var promoted = await Task.WhenAll(cards.Select(card => registry.PromoteAsync(card, IsBetter, s_none)));

        Assert.Equal(4, await registry.FindCurrentAsync("pothole", s_none));
        Assert.True(promoted[3]);
    }

    [Fact]
    public async Task ListNames_OnlyPublishedModels_InOrder()
    {
        var storage = await fixture.CreateAsync();
        var registry = new ModelRegistry(storage);
        await registry.Versions.ReserveAsync("unfinished", "run", s_none);
        await storage.PublishAsync("pothole", 1);
        await storage.PublishAsync("Animals", 1);

        Assert.Equal(["Animals", "pothole"], await registry.ListNamesAsync(s_none));
    }

    private static bool IsBetter(ModelCard candidate, ModelCard current) => candidate.Result.Fitness() > current.Result.Fitness();
}
