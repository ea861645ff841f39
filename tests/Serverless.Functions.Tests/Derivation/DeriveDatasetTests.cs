using System.Text.Json;
using Serverless.Datasets;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Tests.Derivation;

public sealed class DeriveDatasetTests(AppFixture app)
{
    private readonly string _name = $"derived-{Guid.NewGuid():N}";

    [Fact]
    public async Task Merge_TwoVersions_RefersToTheirImages()
    {
        var known = await app.DatasetAsync();
        var other = await IngestOtherAsync();
        var body = new { versions = new[] { $"{known}/v1", other }, classes = new { sign = "board" } };

        var id = await app.AcceptedAsync($"/api/datasets/{_name}/merge", body);
        var output = await app.CompleteAsync(id);

        Assert.Equal((_name, 1, 9), (output.GetProperty("name").GetString(), output.GetProperty("version").GetInt32(), output.GetProperty("images").GetInt32()));
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/v1/shards/"));
        Assert.Empty(await app.ListAsync("work", $"{id}/"));
        Assert.Equal(id, await app.AcceptedAsync($"/api/datasets/{_name}/merge", body));
        using var folder = new TemporaryFolder(Path.GetTempPath());
        using var reader = await OpenAsync(1, folder);
        Assert.Equal(["pothole", "board"], reader.Classes);
        Assert.All(reader.Samples(DatasetSplit.Train), sample => Assert.Equal((64, 48), TestImages.SizeOf(sample.ReadImage())));
        var manifest = JsonElement.Parse(await app.Http.GetStringAsync($"/api/datasets/{_name}/v1/manifest.json"));
        Assert.Equal([$"{known}/v1", $"{other}/v1"], manifest.GetProperty("source").GetProperty("versions").EnumerateArray().Select(version => version.GetString()));
        var profile = await app.Storage.Datasets.ReadJsonAsync<DatasetProfile>($"{_name}/v1/{DatasetProfile.FileName}", CancellationToken.None);
        Assert.Equal([5, 4], profile.Splits.Select(split => split.Images));
        Assert.Equal(["pothole", "board"], profile.Classes);
        Assert.Equal(9, (await app.Http.GetStringAsync($"/api/datasets/{_name}/v1/report.html")).Split("data:image/jpeg").Length - 1);
    }

    [Fact]
    public async Task Subset_OneImageOfMany_IsCopied()
    {
        var other = await IngestOtherAsync();

        var output = await app.CompleteAsync(
            await app.AcceptedAsync($"/api/datasets/{_name}/subset", new { version = other, images = new[] { "train/images/f.jpg" } }));

        Assert.Equal(1, output.GetProperty("images").GetInt32());
        Assert.Equal([$"{_name}/v1/shards/00000.tar"], await app.ListAsync("datasets", $"{_name}/v1/shards/"));
        using var folder = new TemporaryFolder(Path.GetTempPath());
        using var reader = await OpenAsync(1, folder);
        Assert.Equal((64, 48), TestImages.SizeOf(Assert.Single(reader.Samples(DatasetSplit.Train)).ReadImage()));
    }

    [Fact]
    public async Task Subset_OfASplitUnderItsOwnName_IsTheNextVersion()
    {
        var other = await IngestOtherAsync();

        var output = await app.CompleteAsync(await app.AcceptedAsync($"/api/datasets/{other}/subset", new { version = other, split = "train" }));

        Assert.Equal((2, 3), (output.GetProperty("version").GetInt32(), output.GetProperty("images").GetInt32()));
        Assert.Equal(2, output.GetProperty("changes").GetProperty("removed").GetInt32());
    }

    [Fact]
    public async Task Subset_ImageThatIsNotThere_FailsAndLeavesNothing()
    {
        var known = await app.DatasetAsync();

        var message = await app.FailAsync(await app.AcceptedAsync($"/api/datasets/{_name}/subset", new { version = known, images = new[] { "x.jpg" } }));

        Assert.Contains($"{known}/v1 has no image 'x.jpg'", message, StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("datasets", $"{_name}/"));
    }

    [Theory]
    [InlineData("merge", "{}", "versions is missing: name what to merge")]
    [InlineData("merge", """{"versions": []}""", "versions is missing: name what to merge")]
    [InlineData("merge", """{"versions": ["nothing/v1"]}""", "There is no data set 'nothing'")]
    [InlineData("merge", """{"versions": ["potholes/v9"]}""", "Data set 'potholes' has no version 9: it has v1.")]
    [InlineData("merge", """{"versions": ["potholes/9"]}""", "'potholes/9' is not a data set version: write NAME for the newest or NAME/v2")]
    [InlineData("merge", """{"version": "potholes"}""", "Known fields: versions, classes.")]
    [InlineData("subset", "{}", "version is missing: name what to take from")]
    [InlineData("subset", """{"version": "potholes"}""", "Nothing is chosen: give at least one of split, classes and images.")]
    [InlineData("subset", """{"version": "potholes", "split": "valid"}""", "'valid' is no split: use train, validation, test.")]
    [InlineData("subset", """{"version": "nothing", "split": "train"}""", "There is no data set 'nothing'")]
    public async Task Post_WhatCannotBe_IsRefusedAndSaysWhatToDo(string kind, string body, string message)
    {
        await app.DatasetAsync();

        Assert.Contains(message, await app.RefusedAsync($"/api/datasets/{_name}/{kind}", body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("subset")]
    public async Task Post_NameThatCannotBe_GivesTheRule(string kind) =>
        Assert.Contains("'-x' cannot name a data set", await app.RefusedAsync($"/api/datasets/-x/{kind}", "{}"), StringComparison.Ordinal);

    private async Task<DatasetReader> OpenAsync(int version, TemporaryFolder folder)
    {
        await new DatasetCatalog(app.Storage).DownloadAsync(_name, version, folder.Path, CancellationToken.None);
        return DatasetReader.Open(folder.Path);
    }

    /// <summary>Three images to train and two to validate with, none of them in the known data set.</summary>
    private async Task<string> IngestOtherAsync()
    {
        var name = $"other-{Guid.NewGuid():N}";
        var archive = new DatasetBuilder().Text("data.yaml", "names: [sign]\n");
        foreach (var (number, path) in new[] { "train/{0}/f", "train/{0}/g", "train/{0}/h", "valid/{0}/i", "valid/{0}/j" }.Index())
        {
            archive
                .File($"{string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "images")}.jpg", TestImages.Jpeg(100 + number))
                .Text($"{string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "labels")}.txt", DatasetBuilder.Box);
        }

        await app.CompleteAsync(await app.UploadDatasetAsync(name, archive.Zip()));
        return name;
    }
}
