using Azure.Storage.Blobs;
using Serverless.Cli.Terminal;
using Serverless.Cli.Upload;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;

namespace Serverless.Cli.Tests.Upload;

public sealed class UploadCommandTests : IDisposable
{
    // Nobody listens there.
    private const string Nowhere = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a";

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("videos", "modle=pothole", "'modle=pothole' is nothing to do with what is uploaded to videos: use model=…, confidence=…, everyNthFrame=…, trails=….")]
    [InlineData("datasets", "model=pothole", "'model=pothole' is nothing to do with what is uploaded to datasets: use classes=…, options=….")]
    [InlineData("datasets", "classes=Schlagl\u00f6cher", "'classes=Schlagl\u00f6cher' has letters beyond ASCII, which blob metadata cannot hold: upload without it, and say it in a request to the app.")]
    public void Parse_FieldThatCannotBe_IsRefused(string inbox, string field, string told) =>
        Assert.Equal(told, Assert.Single(UploadCommand.Create().Parse([inbox, "a", "--with", field]).Errors).Message);

    [Theory]
    [InlineData("'confidence' is given twice.", "confidence=0.3", "confidence=0.4")]
    [InlineData("'trails' has no value: write trails=….", "trails")]
    public void Parse_FieldsThatDoNotTell_AreRefused(string told, params string[] fields) =>
        Assert.Equal(told, Assert.Single(UploadCommand.Create().Parse(["videos", "a.mp4", "--with", .. fields]).Errors).Message);

    [Fact]
    public void Parse_OtherKind_IsRefused() =>
        Assert.Equal(
            "'road' is nothing that can be uploaded: use datasets, videos, images.",
            Assert.Single(UploadCommand.Create().Parse(["road", "a", "--with", "model=pothole"]).Errors).Message);

    [Fact]
    public void Parse_FieldsOfTheInbox_AreTaken() =>
        Assert.Empty(UploadCommand.Create().Parse(["videos", "a.mp4", "--with", "model=pothole/v2", "confidence=0.4", "trails=true"]).Errors);

    [Fact]
    public async Task Run_File_LiesInTheInboxWithItsFields()
    {
        await using var azurite = await AzuriteProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var file = _folder.File("roads.zip");
        await File.WriteAllTextAsync(file, "hello", TestContext.Current.CancellationToken);

        var exitCode = await UploadCommand.Create()
            .Parse(["datasets", file, "--name", "town roads.zip", "--with", "classes=hole,crack", "options={\"seed\": 1}", "--storage", azurite.ConnectionString])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        var blob = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient("inbox").GetBlobClient("datasets/town roads.zip");
        var content = (await blob.DownloadContentAsync(TestContext.Current.CancellationToken)).Value;
        Assert.Equal("hello", content.Content.ToString());
        Assert.Equal(new Dictionary<string, string> { ["classes"] = "hole,crack", ["options"] = "{\"seed\": 1}" }, content.Details.Metadata);
    }

    [Fact]
    public async Task Run_NoStorageAccount_SaysWhatToDo()
    {
        var file = _folder.File("road.mp4");
        await File.WriteAllTextAsync(file, "hello", TestContext.Current.CancellationToken);
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        var storage = PipelineStorage.Open(_ => Nowhere, "--storage", options);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => UploadCommand.UploadAsync(
            storage, file, "videos/road.mp4", new Dictionary<string, string>(), new InlineProgress<long>(_ => { }), TestContext.Current.CancellationToken));

        Assert.StartsWith("inbox/videos/road.mp4 could not be uploaded to http://127.0.0.1:1/a: Connection refused", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Start 'serverless up', or name the account by --storage or AzureWebJobsStorage.", exception.Message, StringComparison.Ordinal);
    }
}
