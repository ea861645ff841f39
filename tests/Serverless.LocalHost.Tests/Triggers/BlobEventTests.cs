using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class BlobEventTests(AzuriteFixture azurite)
{
    private const string Route = "/runtime/webhooks/blobs?functionName=Host.Functions.ByEvent";

    private readonly string _name = $"e{Guid.NewGuid():N}"[..32];

    private BlobContainerClient Container => azurite.Blobs.GetBlobContainerClient(_name);

    [Fact]
    public async Task Validation_OfSubscription_IsAnsweredWithItsCode()
    {
        await using var app = await StartAsync();

        using var response = await PostAsync(app, "SubscriptionValidation", """[{ "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": { "validationCode": "c0de" } }]""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"validationResponse":"c0de"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Listing_NamesAddressForEvents()
    {
        await using var app = await StartAsync();

        Assert.Contains($"\tByEvent: blobTrigger by events at {app.Client.BaseAddress}{Route[1..]}\n", app.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notification_InEventGridSchema_RunsFunctionOnlyThen()
    {
        await using var app = await StartAsync();
        await UploadAsync("a.txt", "hello");
        // The marker is listed, and its function run, after the blob that is not to be found by polling.
        await UploadAsync("b.marker", "!");
        Assert.Equal("marker b", await app.NextAsync());

        using var response = await PostAsync(app, "Notification", $"[{Event("a.txt")}]");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("a hello", await app.NextAsync());
    }

    [Fact]
    public async Task Notification_AsCloudEventWithAddressAlone_RunsFunction()
    {
        await using var app = await StartAsync();
        await UploadAsync("folder/a.txt", "hello");
        var item = new JsonObject
        {
            ["specversion"] = "1.0",
            ["type"] = "Microsoft.Storage.BlobCreated",
            ["data"] = new JsonObject { ["url"] = Container.GetBlobClient("folder/a.txt").Uri.ToString() },
        };

        using var response = await PostAsync(app, "Notification", item.ToJsonString());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("folder/a hello", await app.NextAsync());
    }

    [Fact]
    public async Task Notification_Twice_RunsFunctionOnceForEachVersion()
    {
        await using var app = await StartAsync();
        await UploadAsync("a.txt", "first");
        using var first = await PostAsync(app, "Notification", $"[{Event("a.txt")},{Event("a.txt")},{Event("gone.txt")},{Event("a.other")}]");
        Assert.Equal("a first", await app.NextAsync());
        await UploadAsync("a.txt", "second");

        using var second = await PostAsync(app, "Notification", $"[{Event("a.txt")}]");

        Assert.Equal("a second", await app.NextAsync());
        await WaitForQueueAsync();
        Assert.False(app.HasMore());
    }

    [Fact]
    public async Task Restart_WhileFunctionRan_RunsItAgain()
    {
        await UploadAsync("a.txt", "endless");
        await using (var first = await StartAsync())
        {
            using var response = await PostAsync(first, "Notification", $"[{Event("a.txt")}]");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal("a endless", await first.NextAsync());
        }

        await using var second = await StartAsync();

        Assert.Equal("a endless", await second.NextAsync());
    }

    [Fact]
    public async Task Failure_FiveTimes_LeavesPoisonMessage()
    {
        await using var app = await StartAsync();
        await UploadAsync("bad.txt", "broken");
        using var response = await PostAsync(app, "Notification", $"[{Event("bad.txt")}]");

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal("bad broken", await app.NextAsync());
        }

        var message = await PoisonQueue.ReadAsync(azurite, _name);
        Assert.Equal("BlobTrigger", message.GetProperty("Type").GetString());
        Assert.Equal("Host.Functions.ByEvent", message.GetProperty("FunctionId").GetString());
        Assert.Equal("bad.txt", message.GetProperty("BlobName").GetString());
        await WaitForQueueAsync();
        Assert.False(app.HasMore());
    }

    [Theory]
    [InlineData(Route, "Notification", "not json", HttpStatusCode.BadRequest)]
    [InlineData(Route, "SubscriptionValidation", "[{}]", HttpStatusCode.BadRequest)]
    [InlineData(Route, "Nonsense", "[]", HttpStatusCode.BadRequest)]
    [InlineData("/runtime/webhooks/blobs?functionName=Host.Functions.ByPolling", "Notification", "[]", HttpStatusCode.NotFound)]
    [InlineData("/runtime/webhooks/blobs", "Notification", "[]", HttpStatusCode.NotFound)]
    public async Task Request_OfAnotherKind_IsRefused(string route, string type, string body, HttpStatusCode expected)
    {
        await using var app = await StartAsync();

        using var response = await PostAsync(app, type, body, route);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Request_WithoutConfiguredKey_IsUnauthorized()
    {
        await using var app = await StartAsync(("LocalHost__FunctionKey", "s3cret"));

        using var without = await PostAsync(app, "Notification", "[]");
        using var with = await PostAsync(app, "Notification", "[]", $"{Route}&code=s3cret");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, with.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(AppHost app, string type, string body, string route = Route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new StringContent(body) };
        request.Headers.Add("aeg-event-type", type);
        return await app.Client.SendAsync(request);
    }

    private string Event(string blob) => JsonSerializer.Serialize(new
    {
        eventType = "Microsoft.Storage.BlobCreated",
        subject = $"/blobServices/default/containers/{_name}/blobs/{blob}",
        data = new { url = $"https://account.blob.core.windows.net/{_name}/{blob}", eTag = "0x1", blobType = "BlockBlob" },
    });

    private Task<AppHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Container"] = _name,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Inbox"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _name,
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.1",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return AppHost.StartAsync([typeof(BlobEventFunctions)], all);
    }

    private async Task UploadAsync(string name, string content)
    {
        await Container.CreateIfNotExistsAsync();
        await Container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);
    }

    private Task WaitForQueueAsync() => Eventually.GetAsync(async () =>
        (await azurite.Queues.GetQueueClient($"azure-webjobs-blobtrigger-{_name}").GetPropertiesAsync()).Value is { ApproximateMessagesCount: 0 } empty ? empty : null);
}
