using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Catalog;

public sealed class ModelVersionsTests(AppFixture app)
{
    private readonly string _model = $"model {Guid.NewGuid():N}";

    private string Address => $"/api/models/{Uri.EscapeDataString(_model)}/versions/1";

    [Fact]
    public async Task Get_Version_GivesCardAndFiles()
    {
        await PublishAsync();

        var version = JsonElement.Parse(await app.Http.GetStringAsync(Address));

        Assert.Equal((_model, false), (version.GetProperty("card").GetProperty("name").GetString(), version.GetProperty("isCurrent").GetBoolean()));
        var files = version.GetProperty("files").Deserialize<string[]>()!;
        Assert.Equal([$"{Address}/files/card.json", $"{Address}/files/model.onnx"], files);
        Assert.Equal("network", await app.Http.GetStringAsync(files[1]));
    }

    [Fact]
    public async Task Get_Model_TellsTheLineage()
    {
        await PublishAsync();
        await PublishAsync(2, new ModelReference(_model, 1));

        var model = JsonElement.Parse(await app.Http.GetStringAsync($"/api/models/{Uri.EscapeDataString(_model)}"));

        var root = Assert.Single(model.GetProperty("lineage").EnumerateArray());
        Assert.Equal(2, Assert.Single(root.GetProperty("children").EnumerateArray()).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Export_Onnx_TellsWhereItLies()
    {
        await PublishAsync();
        using var response = await app.Http.PostAsJsonAsync($"{Address}/export", new { format = "onnx" });

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(("onnx", 640), (answer.GetProperty("format").GetString(), answer.GetProperty("imageSize").GetInt32()));
        Assert.Equal("network", await app.Http.GetStringAsync(answer.GetProperty("file").GetString()));
    }

    [Theory]
    [InlineData("", "The body is empty")]
    [InlineData("{}", "format is missing: use one of onnx, safetensors, onnx-half, onnx-dynamic, onnx-nms, onnx-portable, ncnn, ncnn-half.")]
    [InlineData("""{"format": "tflite"}""", "'tflite' is no format that a model version can be had in: use one of onnx, safetensors, onnx-half, onnx-dynamic, onnx-nms, onnx-portable, ncnn, ncnn-half.")]
    [InlineData("""{"form": "onnx"}""", "'form'")]
    public async Task Export_WhatCannotBe_IsRefused(string body, string reason)
    {
        await PublishAsync();

        Assert.Contains(reason, await app.RefusedAsync($"{Address}/export", body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("ncnn")]
    public async Task Export_WithoutTheWeights_IsNotFound(string format)
    {
        await PublishAsync();
        using var response = await app.Http.PostAsJsonAsync($"{Address}/export", new { format });

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("has no weights.safetensors: it has card.json, model.onnx.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/models/nothing/versions/1", "There is no model 'nothing'")]
    [InlineData("/api/models/-x/versions/1", "'-x' cannot name a model")]
    [InlineData("/api/models/nothing/versions/1/files/model.onnx", "There is no model 'nothing'")]
    public async Task Get_WhatIsNotThere_IsNotFound(string address, string reason)
    {
        using var response = await app.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.pt")]
    [InlineData("..%2F..%2Fother%2Fv1%2Fcard.json")]
    public async Task GetFile_UnknownFile_IsNotFound(string file)
    {
        await PublishAsync();
        using var response = await app.Http.GetAsync($"{Address}/files/{file}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("it has card.json, model.onnx.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task PublishAsync(int version = 1, ModelReference? parent = null)
    {
        await app.Storage.Models.UploadBlobAsync(VersionFolders.Path(_model, version, "model.onnx"), BinaryData.FromString("network"));
        var card = new ModelCard(
            _model, version, "run", "others", 1, parent, ["pothole"], new TrainingSettings(), new TrainingOutcome(1, 1, 0.5, 0.4, 0.6, 0.7, 1, 1, 1), DateTimeOffset.UnixEpoch);
        await app.Storage.Models.WriteJsonAsync(VersionFolders.Path(_model, version, "card.json"), card, CancellationToken.None);
    }
}
