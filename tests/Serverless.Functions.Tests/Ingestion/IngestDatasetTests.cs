using System.Text.Json;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline;

namespace Serverless.Functions.Tests.Ingestion;

public sealed class IngestDatasetTests(AppFixture app)
{
    private readonly string _name = $"set-{Guid.NewGuid():N}";

    [Fact]
    public async Task Upload_SoundArchive_IsPublishedAndListed()
    {
        var id = await app.UploadDatasetAsync(_name, DatasetBuilder.Ordinary().Zip());

        var output = await app.CompleteAsync(id);

        Assert.Equal(_name, output.GetProperty("name").GetString());
        Assert.Equal((1, 4, 4), (Number(output, "version"), Number(output, "images"), Number(output, "boxes")));
        string[] expected = ["manifest.json", "profile.json", "report.html", "report.json", "reservation.json", "shards/00000.tar", "shards/00001.tar"];
        Assert.Equal(expected.Select(file => $"{_name}/v1/{file}"), await app.ListAsync("datasets", $"{_name}/"));
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
        var stage = (await app.EndAsync(id)).GetProperty("customStatus");
        Assert.Equal($"/api/datasets/{_name}/v1/report.html", output.GetProperty("report").GetString());
        Assert.Equal(JsonValueKind.Null, output.GetProperty("changes").ValueKind);
        Assert.Equal(("done", 1, 1), (stage.GetProperty("stage").GetString(), Number(stage, "done"), Number(stage, "total")));
    }

    [Fact]
    public async Task Upload_UnderAKnownName_IsTheNextVersion()
    {
        await app.CompleteAsync(await app.UploadDatasetAsync(_name, DatasetBuilder.Ordinary().Zip()));

        var output = await app.CompleteAsync(await app.UploadDatasetAsync(_name, DatasetBuilder.Ordinary().Zip()));

        Assert.Equal(2, Number(output, "version"));
        var changes = output.GetProperty("changes");
        Assert.Equal((1, 0, 0, 4), (Number(changes, "base"), Number(changes, "added"), Number(changes, "removed"), Number(changes, "unchanged")));
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/v2/shards/"));
        var listed = JsonElement.Parse(await app.Http.GetStringAsync("/api/datasets")).EnumerateArray()
            .Single(dataset => dataset.GetProperty("name").GetString() == _name);
        Assert.Equal([1, 2], listed.GetProperty("versions").EnumerateArray().Select(version => version.GetInt32()));
    }

    [Fact]
    public async Task Upload_WithClassesInItsMetadata_TakesThem()
    {
        var archive = new DatasetBuilder().Pair("a.jpg", "a.txt").Pair("b.jpg", "b.txt").Pair("c.jpg", "c.txt");

        await app.CompleteAsync(await app.UploadDatasetAsync(_name, archive.Zip(), ("classes", "hole, crack")));

        var manifest = await app.Storage.Datasets.GetBlobClient($"{_name}/v1/manifest.json").DownloadContentAsync();
        Assert.Contains("\"hole\",\n    \"crack\"", manifest.Value.Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_WithOptionsInItsMetadata_FollowsThem()
    {
        var archive = DatasetBuilder.Ordinary().Pair("train/images/huge.jpg", "train/labels/huge.txt", "0 0.5 0.5 0.8 0.8\n");

        var output = await app.CompleteAsync(await app.UploadDatasetAsync(_name, archive.Zip(), ("options", """{"quality": {"maxBoxRatio": 0.5, "largeBoxes": "drop"}}""")));

        Assert.Equal((5, 4), (Number(output, "images"), Number(output, "boxes")));
    }

    [Theory]
    [InlineData("""{"qualty": {}}""", "Known fields: format, seed, validationShare, quality.")]
    [InlineData("drop", "is not what is expected here")]
    [InlineData("""{"quality": {"minBoxPixels": -1}}""", "The smallest side of a box is -1 pixels; it must be 0 to 1000.")]
    public async Task Upload_WithOptionsThatCannotBeRead_FailsAndSaysSo(string options, string message)
    {
        var id = await app.UploadDatasetAsync(_name, DatasetBuilder.Ordinary().Zip(), ("options", options));

        Assert.Contains(message, await app.FailAsync(id), StringComparison.Ordinal);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Upload_WithoutLabels_FailsAndSaysSo()
    {
        var id = await app.UploadDatasetAsync(_name, new DatasetBuilder().Image("cracks/a.jpg").Image("holes/b.jpg").Zip());

        var message = await app.FailAsync(id);

        Assert.Contains("looks like a classification set: 2 images sorted into class folders (cracks, holes)", message, StringComparison.Ordinal);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Upload_WithoutUsableBox_FailsAndSaysSo()
    {
        var archive = new DatasetBuilder().Pair("a.jpg", "a.txt", "hello\n").Pair("b.jpg", "b.txt", "0 nan 0 1 1\n");
        var id = await app.UploadDatasetAsync(_name, archive.Zip());

        var message = await app.FailAsync(id);

        Assert.Contains("a.txt", message, StringComparison.Ordinal);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Upload_CutShort_FailsAndTheNextOneIsTheFirstVersion()
    {
        var whole = DatasetBuilder.Ordinary().Zip().ToArray();
        var id = await app.UploadDatasetAsync(_name, new MemoryStream(whole[..(whole.Length / 2)]));

        var message = await app.FailAsync(id);

        Assert.Contains("is a damaged zip", message, StringComparison.Ordinal);
        await NothingIsLeftAsync(id);
        var output = await app.CompleteAsync(await app.UploadDatasetAsync(_name, new MemoryStream(whole)));
        Assert.Equal(1, Number(output, "version"));
    }

    [Fact]
    public async Task Upload_Empty_FailsAndSaysSo()
    {
        var id = await app.UploadDatasetAsync(_name, new MemoryStream());

        Assert.Contains("is empty. Upload it again.", await app.FailAsync(id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rar")]
    [InlineData("7z")]
    [InlineData("txt")]
    public async Task Upload_OfAnotherKind_FailsAndSaysWhatIsTaken(string extension)
    {
        var path = $"datasets/{_name}.{extension}";
        var id = ResourceName.InstanceId("ingest", _name, path, await app.UploadAsync(path, DatasetBuilder.Ordinary().Zip()));

        Assert.Contains(
            $"inbox/{path} is no archive that is taken here: pack the data set as .zip, .tar, .tar.gz or .tgz", await app.FailAsync(id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("TGZ")]
    public async Task Upload_OfAnArchive_IsNamedByItWithoutItsExtension(string extension)
    {
        // What is in it is found by its content.
        var path = $"datasets/{_name}.{extension}";
        var etag = await app.UploadAsync(path, DatasetBuilder.Ordinary().Zip());

        var output = await app.CompleteAsync(ResourceName.InstanceId("ingest", _name, path, etag));

        Assert.Equal(_name, output.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("folder/x")]
    public async Task Upload_UnderANameThatCannotBe_FailsAndGivesTheRule(string name)
    {
        var id = await app.UploadDatasetAsync(name, DatasetBuilder.Ordinary().Zip());

        var message = await app.FailAsync(id);

        Assert.Contains($"'{name}' cannot name a data set: use 1 to 80 letters", message, StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("datasets", $"{name}/"));
    }

    private static int Number(JsonElement element, string property) => element.GetProperty(property).GetInt32();

    private async Task NothingIsLeftAsync(string id)
    {
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/"));
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
    }
}
