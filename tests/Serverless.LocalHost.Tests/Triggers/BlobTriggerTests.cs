using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class BlobTriggerTests(AzuriteFixture azurite)
{
    private readonly string _container = $"inbox{Guid.NewGuid():N}";

    private BlobContainerClient Container => azurite.Blobs.GetBlobContainerClient(_container);

    [Fact]
    public async Task Upload_IntoContainerThatCameLater_RunsFunctionWithBindingData()
    {
        await using var app = await StartAsync(typeof(BlobFunctions));

        await UploadAsync("datasets/2024/road.zip", "zip!");

        Assert.Equal(new BlobFunctions.Upload("2024/road", "zip!", true, 0, "2024/road"), await app.NextAsync());
    }

    [Fact]
    public async Task Upload_Again_RunsFunctionAgain()
    {
        await using var app = await StartAsync(typeof(BlobFunctions));
        await UploadAsync("datasets/a.zip", "first");
        await app.NextAsync();

        await UploadAsync("datasets/a.zip", "second");

        Assert.Equal("second", ((BlobFunctions.Upload)await app.NextAsync()).Content);
    }

    [Fact]
    public async Task Restart_WithBlobAlreadySeen_RunsOnlyForNewBlobs()
    {
        await UploadAsync("datasets/a.zip", "old");
        await using (var first = await StartAsync(typeof(BlobFunctions)))
        {
            await first.NextAsync();
        }

        await using var second = await StartAsync(typeof(BlobFunctions));
        // Listed after the first one, so that once it has run, the first has been considered.
        await UploadAsync("datasets/b.zip", "new");

        Assert.Equal("b", ((BlobFunctions.Upload)await second.NextAsync()).Name);
        Assert.False(second.HasMore());
    }

    [Fact]
    public async Task Restart_AfterUploadWhileDown_RunsFunctionForIt()
    {
        await using (await StartAsync(typeof(BlobFunctions)))
        {
        }

        await UploadAsync("datasets/a.zip", "meanwhile");
        await using var second = await StartAsync(typeof(BlobFunctions));

        Assert.Equal("meanwhile", ((BlobFunctions.Upload)await second.NextAsync()).Content);
    }

    [Fact]
    public async Task Restart_WhileFunctionRan_RunsItAgain()
    {
        await UploadAsync("a", "content");
        for (var restart = 0; restart < 7; restart++)
        {
            await using var app = await StartAsync(typeof(SlowBlobFunctions));

            Assert.Equal("started a", await app.NextAsync());
        }
    }

    [Fact]
    public async Task Upload_ForEachParameterType_IsConverted()
    {
        await using var app = await StartAsync(typeof(BlobTypeFunctions));

        await UploadAsync("types/numbers", "[1,2]");

        var events = new List<object>();
        for (var count = 0; count < 7; count++)
        {
            events.Add(await app.NextAsync());
        }

        Assert.Equal(
            ["blob types/numbers", "block types/numbers", "bytes 5", "container 14", "json 3", "stream [1,2]", "text [1,2]"],
            events.Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Failure_FiveTimes_LeavesPoisonMessageAndHostRunning()
    {
        await using var app = await StartAsync(typeof(FailingBlobFunctions));
        await UploadAsync("broken.bad", "?");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal("broken", await app.NextAsync());
        }

        var message = await PoisonQueue.ReadAsync(azurite, _container);
        await UploadAsync("fine.good", "!");

        Assert.Equal("fine", await app.NextAsync());
        Assert.Equal("BlobTrigger", message.GetProperty("Type").GetString());
        Assert.Equal("Host.Functions.FailsOnBlob", message.GetProperty("FunctionId").GetString());
        Assert.Equal("BlockBlob", message.GetProperty("BlobType").GetString());
        Assert.Equal("broken.bad", message.GetProperty("BlobName").GetString());
        BlobProperties properties = await Container.GetBlobClient("broken.bad").GetPropertiesAsync();
        Assert.Equal(properties.ETag.ToString("H"), message.GetProperty("ETag").GetString());
    }

    private Task<AppHost> StartAsync(Type functions) => AppHost.StartAsync(
        [functions],
        new Dictionary<string, string?>
        {
            ["Container"] = _container,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Inbox"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _container,
        });

    private async Task UploadAsync(string name, string content)
    {
        await Container.CreateIfNotExistsAsync();
        await Container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);
    }
}
