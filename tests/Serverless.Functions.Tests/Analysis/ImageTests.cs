using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenCvSharp;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Tests.Analysis;

public sealed class ImageTests(AppFixture app)
{
    private readonly string _unique = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Detect_Image_AnswersJson()
    {
        await app.AddModelAsync(_unique);

        using var response = await PostAsync($"/api/detect?model={_unique}&confidence=0.5", Picture());

        var found = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{_unique}/v1", found.GetProperty("model").GetString());
        Assert.Equal((128, 64), (found.GetProperty("width").GetInt32(), found.GetProperty("height").GetInt32()));
        var detected = Assert.Single(found.GetProperty("objects").EnumerateArray());
        Assert.Equal("pothole", detected.GetProperty("name").GetString());
        Assert.Equal([32, 16, 64, 48], detected.GetProperty("box").EnumerateArray().Select(side => side.GetSingle()));
    }

    [Fact]
    public async Task DetectAndUpload_VersionWithADynamicNetwork_TakeThatInRectangles()
    {
        await app.AddModelAsync(_unique, withDynamic: true);

        using var response = await PostAsync($"/api/detect?model={_unique}&confidence=0.5", Picture());
        var id = await UploadAsync($"{_unique}.png", Picture());
        await app.CompleteAsync(id);

        var answered = Assert.Single(JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("objects").EnumerateArray());
        Assert.Equal([32, 16, 64, 48], answered.GetProperty("box").EnumerateArray().Select(side => side.GetSingle()));
        Assert.Equal(Samples.DynamicConfidence, answered.GetProperty("confidence").GetSingle(), 1e-3f);
        var found = Assert.Single(Assert.Single(await DetectionsAsync(id)).Objects);
        Assert.Equal(Samples.DynamicConfidence, found.Confidence, 1e-3f);
    }

    [Fact]
    public async Task Detect_JpegAccepted_AnswersTheAnnotatedPicture()
    {
        await app.AddModelAsync(_unique);

        using var response = await PostAsync($"/api/detect?model={_unique}/v1", Picture(), "image/jpeg");

        Assert.Equal("image/jpeg", response.Content.Headers.ContentType?.MediaType);
        using var annotated = Cv2.ImDecode(await response.Content.ReadAsByteArrayAsync(), ImreadModes.Color);
        Assert.Equal((128, 64), (annotated.Width, annotated.Height));
        using var edge = annotated[new Rect(31, 24, 3, 16)].Clone();
        using var elsewhere = annotated[new Rect(100, 50, 20, 10)].Clone();
        Assert.Equal(90, Cv2.Mean(elsewhere).Val1, 4.0);
        Assert.True(Math.Abs(Cv2.Mean(edge).Val0 - 90) + Math.Abs(Cv2.Mean(edge).Val1 - 90) + Math.Abs(Cv2.Mean(edge).Val2 - 90) > 20);
    }

    [Theory]
    [InlineData("", "", "The body is empty")]
    [InlineData("", "hello", "'The body' is no image that can be decoded")]
    [InlineData("&confidence=high", "hello", "confidence is 'high'")]
    public async Task Detect_WhatCannotBe_IsRefused(string query, string body, string message)
    {
        await app.AddModelAsync(_unique);

        using var response = await PostAsync($"/api/detect?model={_unique}{query}", Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(message, Detail(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_Form_IsToldToSendTheImageAlone()
    {
        await app.AddModelAsync(_unique);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture()), "file", "road.jpg" } };

        using var response = await app.Http.PostAsync($"/api/detect?model={_unique}", form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("The body is a form: send the image alone", Detail(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_BodyOfUnknownLengthThatIsTooLarge_IsRefused()
    {
        await app.AddModelAsync(_unique);
        using var body = new StreamContent(new MemoryStream(new byte[(32 << 20) + 1]));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/detect?model={_unique}") { Content = body };
        request.Headers.TransferEncodingChunked = true;

        using var response = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("The body is larger than 32 MiB", Detail(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_UnknownModel_IsRefused()
    {
        using var response = await PostAsync("/api/detect?model=nothing", Picture());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("There is no model 'nothing'", Detail(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_Image_GivesDetectionsAndPicture()
    {
        await app.AddModelAsync(_unique);

        var id = await UploadAsync($"{_unique}.png", Picture());

        await app.CompleteAsync(id);
        Assert.Equal(
            [$"{id}/annotated/00000-{_unique}.jpg", $"{id}/detections.jsonl", $"{id}/summary.json"], await app.ListAsync("results", $"{id}/"));
        var found = Assert.Single(await DetectionsAsync(id));
        Assert.Equal(($"{_unique}.png", 128, 64, 1), (found.Image, found.Width, found.Height, found.Objects.Count));
    }

    [Fact]
    public async Task Upload_ZipOfImages_GivesALineForEachAndNamesTheBroken()
    {
        await app.AddModelAsync(_unique);
        var zip = Zip(("b/road.png", Picture()), ("a/road.png", Picture()), ("a/broken.jpg", "no image"u8.ToArray()), ("readme.txt", "text"u8.ToArray()));

        var id = await UploadAsync($"{_unique}.zip", zip);

        await app.CompleteAsync(id);
        var found = await DetectionsAsync(id);
        Assert.Equal(["a/broken.jpg", "a/road.png", "b/road.png"], found.Select(image => image.Image));
        Assert.Contains("is no image that can be decoded", found[0].Error, StringComparison.Ordinal);
        Assert.Equal([$"{id}/annotated/00001-road.jpg", $"{id}/annotated/00002-road.jpg"], await app.ListAsync("results", $"{id}/annotated/"));
        var summary = await app.Storage.Results.ReadJsonAsync<ImageSummary>(AnalysisFiles.Summary(id), CancellationToken.None);
        Assert.Equal((2, 1, 2), (summary.Images, summary.Unreadable, summary.Detections));
    }

    [Theory]
    [InlineData("png", "hello", "is no image that can be decoded")]
    [InlineData("zip", "hello", "is no zip that can be read")]
    public async Task Upload_WhatIsNone_FailsAndLeavesNothing(string extension, string content, string message)
    {
        await app.AddModelAsync(_unique);

        var id = await UploadAsync($"{_unique}.{extension}", Encoding.UTF8.GetBytes(content));

        Assert.Contains(message, await app.FailAsync(id), StringComparison.Ordinal);
        Assert.Empty(await app.ListAsync("results", $"{id}/"));
    }

    [Fact]
    public async Task Upload_ZipWithoutImages_FailsAndSaysSo()
    {
        await app.AddModelAsync(_unique);

        var id = await UploadAsync($"{_unique}.zip", Zip(("readme.txt", "text"u8.ToArray())));

        Assert.Contains("has no images in it", await app.FailAsync(id), StringComparison.Ordinal);
    }

    private static byte[] Picture()
    {
        using var picture = new Mat(64, 128, MatType.CV_8UC3, Scalar.All(90));
        return picture.ToBytes(".png");
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return zip.ToArray();
    }

    private static string Detail(string problem) => JsonElement.Parse(problem).GetProperty("detail").GetString()!;

    private async Task<HttpResponseMessage> PostAsync(string address, byte[] body, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        return await app.Http.SendAsync(request);
    }

    private async Task<string> UploadAsync(string name, byte[] content)
    {
        await app.UploadAsync($"images/{name}", new MemoryStream(content), ("model", $"{_unique}/v1"));
        var upload = await app.Services.GetRequiredService<UploadedVideos>().FindAsync($"images/{name}", CancellationToken.None);
        return new ImageRequest(upload, $"{_unique}/v1", null).InstanceId();
    }

    private async Task<List<ImageDetections>> DetectionsAsync(string id)
    {
        var content = await app.Storage.Results.GetBlobClient(AnalysisFiles.Detections(id)).DownloadContentAsync();
        return [.. content.Value.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ImageDetections>(line, Pipeline.PipelineJson.Options)!)];
    }
}
