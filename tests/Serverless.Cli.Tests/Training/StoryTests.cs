using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Cli.Remote;
using Serverless.Cli.Tests.Faults;
using Serverless.Cli.Training;
using Serverless.Pipeline.Storage;
using Serverless.RoadScenes;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

/// <summary>The story through the API: one epoch, more from there, both versions kept, measured on a road seen from above.</summary>
[Collection("Faults")]
public sealed class StoryTests(FaultyPipeline pipeline)
{
    private const int OverheadSize = 384;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Long")]
    public Task Story_OnAFewPictures_KeepsBothVersionsAndMeasuresThem() =>
        TellAsync("sketch", new RoadDatasetOptions { Train = 8, Validation = 4, Test = 0, Width = 96, Height = 96 }, imageSize: 64, batch: 4, epochs: 2);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Story_TwentyEpochs_ScoresOnTheGroundAndNotFromAbove()
    {
        var (own, overhead) = await TellAsync(
            "story", new RoadDatasetOptions { Train = 160, Validation = 40, Test = 0, Width = 256, Height = 256, Seed = 7 }, imageSize: 192, batch: 8, epochs: 20);

        Assert.InRange(own, 0.5, 1);
        Assert.InRange(overhead, 0, own / 2);
    }

    private async Task<(double Own, double Overhead)> TellAsync(string model, RoadDatasetOptions ground, int imageSize, int batch, int epochs)
    {
        await pipeline.PublishDatasetAsync($"{model}-ground", ground);

        // From above a pothole is small.
        await pipeline.PublishDatasetAsync(
            $"{model}-overhead", ground with { View = SceneView.Overhead, Train = 1, Width = OverheadSize, Height = OverheadSize, Seed = 8 });

        var first = await TrainAsync(model, new { dataset = $"{model}-ground", epochs = 1, imageSize, batch, nominalBatch = batch });
        var second = await TrainAsync(model, new { dataset = $"{model}-ground", from = $"{model}/v1", epochs, closeMosaic = epochs / 3 });
        var evaluation = await EvaluateAsync(model, $"{model}-overhead");

        Assert.Equal((1, 2), (first.GetProperty("version").GetInt32(), second.GetProperty("version").GetInt32()));
        await AssertLineageAsync(model);
        await AssertCardAsync(model, version: 1, parent: null, epochs: 1, imageSize, batch);
        await AssertCardAsync(model, version: 2, parent: 1, epochs, imageSize, batch);
        await AssertUsableAsync(model, version: 1);
        await AssertUsableAsync(model, version: 2);
        await AssertEvaluationInPlaceAsync(model, evaluation, ground.Validation);
        await AssertSameAsCommandLineAsync(model, ground);
        return (second.GetProperty("outcome").GetProperty("map50").GetDouble(), evaluation.GetProperty("map50").GetDouble());
    }

    private async Task<JsonElement> TrainAsync(string model, object body)
    {
        var run = await pipeline.Client.StartAsync($"/api/models/{model}/train", body, Cancellation);
        var output = await pipeline.FollowAsync(run);
        await pipeline.AssertSettledAsync(run);
        return output;
    }

    private async Task<JsonElement> EvaluateAsync(string model, string dataset)
    {
        using var app = new RemoteApp(new HttpClient { BaseAddress = pipeline.Http.BaseAddress }, key: null);
        var links = await app.PostAsync($"/api/models/{model}/versions/2/evaluate", new { dataset, split = "validation" }, Cancellation);
        return await app.FollowAsync(links, (_, _) => { }, Cancellation);
    }

    private async Task AssertLineageAsync(string model)
    {
        var answer = await GetAsync($"/api/models/{model}");

        Assert.Equal([1, 2], answer.GetProperty("versions").EnumerateArray().Select(card => card.GetProperty("version").GetInt32()).Order());
        var root = Assert.Single(answer.GetProperty("lineage").EnumerateArray());
        var child = Assert.Single(root.GetProperty("children").EnumerateArray());
        Assert.Equal((1, 2), (root.GetProperty("version").GetInt32(), child.GetProperty("version").GetInt32()));
    }

    private async Task AssertCardAsync(string model, int version, int? parent, int epochs, int imageSize, int batch)
    {
        var answer = await GetAsync(AddressOf(model, version));
        var card = answer.GetProperty("card");
        var settings = card.GetProperty("settings");

        Assert.Equal((model, version, $"{model}-ground", 1), (Text(card, "name"), Number(card, "version"), Text(card, "dataset"), Number(card, "datasetVersion")));
        Assert.Equal(await HashOfManifestAsync($"{model}-ground"), Text(card, "datasetSha256"));
        Assert.Equal((epochs, imageSize, batch, batch), (Number(settings, "epochs"), Number(settings, "imageSize"), Number(settings, "batch"), Number(settings, "nominalBatch")));
        Assert.Equal(parent is null ? JsonValueKind.Null : JsonValueKind.Object, card.GetProperty("parent").ValueKind);
        if (parent is { } number)
        {
            Assert.Equal((model, number), (Text(card.GetProperty("parent"), "name"), Number(card.GetProperty("parent"), "version")));
        }

        var provenance = card.GetProperty("provenance");
        Assert.True(provenance.GetProperty("startedAt").GetDateTimeOffset() < provenance.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal(epochs, Number(provenance.GetProperty("options"), "epochs"));
        await AssertCurvesAsync(model, version, epochs, card.GetProperty("result"));
        Assert.All(
            ["model.onnx", "model-dynamic.onnx", "weights.safetensors", "metrics.csv", "curves.png", "metrics.json", "card.json"],
            file => Assert.Contains($"{AddressOf(model, version)}/files/{file}", answer.GetProperty("files").EnumerateArray().Select(address => address.GetString())));
    }

    // The card says of the best epoch what its line in the curves says.
    private async Task AssertCurvesAsync(string model, int version, int epochs, JsonElement result)
    {
        var path = await DownloadAsync(model, version, "metrics.csv");
        var curves = MetricsTable.Read(path);

        Assert.Equal(Enumerable.Range(1, epochs), curves.Select(line => line.Epoch));
        Assert.Equal(epochs, Number(result, "epochs"));
        var best = curves[Number(result, "bestEpoch") - 1];
        Assert.Equal(best.Map50, result.GetProperty("map50").GetDouble(), 1e-4);
        Assert.Equal(best.Map50To95, result.GetProperty("map50To95").GetDouble(), 1e-4);
        Assert.All(curves, line => Assert.True(double.IsFinite(line.BoxLoss) && line.BoxLoss > 0));
    }

    private async Task AssertUsableAsync(string model, int version)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(await DrawAsync(), Cancellation));
        using var response = await pipeline.Http.PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"/api/detect?model={model}/v{version}&confidence=0.01"), content, Cancellation);

        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        var found = JsonElement.Parse(answer);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{model}/v{version}"), Text(found, "model"));
        Assert.All(found.GetProperty("objects").EnumerateArray(), one => Assert.Equal(4, one.GetProperty("box").GetArrayLength()));
    }

    private async Task AssertEvaluationInPlaceAsync(string model, JsonElement evaluation, int images)
    {
        var listed = Assert.Single((await GetAsync($"{AddressOf(model, 2)}/evaluations")).EnumerateArray());
        Assert.Equal(Text(evaluation, "id"), Text(listed, "id"));
        Assert.Equal(($"{model}-overhead", images), (Text(listed, "dataset"), Number(listed, "images")));
        Assert.InRange(listed.GetProperty("map50").GetDouble(), 0, 1);
        Assert.NotEmpty(await pipeline.Storage.Models.ListFilesAsync($"{model}/evaluations/{Text(listed, "id")}/metrics.json", Cancellation));
        Assert.Contains("<html", await pipeline.Http.GetStringAsync(Text(listed, "report"), Cancellation), StringComparison.OrdinalIgnoreCase);
    }

    // In a square, as the app sees every image.
    private async Task AssertSameAsCommandLineAsync(string model, RoadDatasetOptions ground)
    {
        var app = await EvaluateAsync(model, $"{model}-ground");
        var output = Path.Combine(pipeline.Folder, $"{model}-val");
        string[] arguments =
        [
            "--data", Path.Combine(pipeline.Folder, $"{model}-ground.zip"), "--weights", await DownloadAsync(model, 2, "weights.safetensors"), "--output", output, "--square",
        ];
        Assert.Equal(0, await ValidateCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: Cancellation));
        var line = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(output, "metrics.json"), Cancellation));

        Assert.Equal(ground.Validation, Number(line, "images"));
        Assert.All(["images", "boxes"], name => Assert.Equal(Number(line, name), Number(app, name)));
        Assert.All(
            ["map50", "map50To95", "precision", "recall", "f1", "bestConfidence"],
            name => Assert.Equal(line.GetProperty(name).GetDouble(), app.GetProperty(name).GetDouble(), 1e-6));
    }

    private async Task<string> DrawAsync()
    {
        var zip = Path.Combine(pipeline.Folder, "one.zip");
        await RoadDataset.WriteZipAsync(zip, new RoadDatasetOptions { Train = 1, Validation = 0, Test = 0, Width = 96, Height = 96 }, null, Cancellation);
        await using var archive = await ZipFile.OpenReadAsync(zip, Cancellation);
        var picture = archive.Entries.First(entry => entry.FullName.Contains("images/", StringComparison.Ordinal) && entry.Length > 0);
        var path = Path.Combine(pipeline.Folder, picture.Name);
        await picture.ExtractToFileAsync(path, overwrite: true, Cancellation);
        return path;
    }

    private async Task<string> DownloadAsync(string model, int version, string file)
    {
        var path = Path.Combine(pipeline.Folder, string.Create(CultureInfo.InvariantCulture, $"{model}-v{version}-{file}"));
        await File.WriteAllBytesAsync(path, await pipeline.Http.GetByteArrayAsync($"{AddressOf(model, version)}/files/{file}", Cancellation), Cancellation);
        return path;
    }

    private async Task<string> HashOfManifestAsync(string dataset) => Convert.ToHexStringLower(SHA256.HashData(
        (await pipeline.Storage.Datasets.GetBlobClient($"{dataset}/v1/manifest.json").DownloadContentAsync(Cancellation)).Value.Content.ToMemory().Span));

    private async Task<JsonElement> GetAsync(string address) => JsonElement.Parse(await pipeline.Http.GetStringAsync(address, Cancellation));

    private static string AddressOf(string model, int version) => string.Create(CultureInfo.InvariantCulture, $"/api/models/{model}/versions/{version}");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
