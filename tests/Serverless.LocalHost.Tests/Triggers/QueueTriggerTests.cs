using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class QueueTriggerTests(AzuriteFixture azurite)
{
    private readonly string _name = $"q{Guid.NewGuid():N}";

    [Fact]
    public async Task Message_InQueueThatCameLater_RunsFunctionWithMetadata()
    {
        await using var app = await StartAsync(typeof(QueueFunctions));

        await SendAsync($"{_name}-text", "hello");

        Assert.Equal(new QueueFunctions.Received("hello", 1, true, true, "hello"), await app.NextAsync());
        await WaitUntilEmptyAsync($"{_name}-text");
    }

    [Theory]
    [InlineData("bytes", "abc", "bytes 3")]
    [InlineData("data", "abc", "data abc")]
    [InlineData("message", "abc", "message abc 1")]
    [InlineData("order", """{"name":"frames","count":7}""", "order 7 frames")]
    public async Task Message_ForParameterType_IsConverted(string queue, string message, string expected)
    {
        await using var app = await StartAsync(typeof(QueueFunctions));

        await SendAsync($"{_name}-{queue}", message);

        Assert.Equal(expected, await app.NextAsync());
    }

    [Fact]
    public async Task Failure_TooOften_MovesMessageToPoisonQueue()
    {
        await using var app = await StartAsync(typeof(FailingQueueFunctions), ("AzureFunctionsJobHost__extensions__queues__maxDequeueCount", "2"));

        await SendAsync(_name, "broken");

        Assert.Equal("broken 1", await app.NextAsync());
        Assert.Equal("broken 2", await app.NextAsync());
        Assert.Equal("broken", (await ReceiveAsync($"{_name}-poison")).Body.ToString());
        await WaitUntilEmptyAsync(_name);
        Assert.False(app.HasMore());
    }

    [Fact]
    public async Task Message_NotInBase64_GoesToPoisonQueueUnread()
    {
        await using var app = await StartAsync(typeof(FailingQueueFunctions));

        await SendAsync(_name, "plain text!", QueueMessageEncoding.None);

        Assert.Equal("plain text!", (await ReceiveAsync($"{_name}-poison", QueueMessageEncoding.None)).Body.ToString());
        Assert.False(app.HasMore());
    }

    [Fact]
    public async Task Message_WithEncodingNone_IsReadAsItIs()
    {
        await using var app = await StartAsync(typeof(QueueFunctions), ("AzureFunctionsJobHost__extensions__queues__messageEncoding", "none"));

        await SendAsync($"{_name}-data", "plain text!", QueueMessageEncoding.None);

        Assert.Equal("data plain text!", await app.NextAsync());
    }

    [Fact]
    public async Task Function_LongerThanItsLease_KeepsTheMessage()
    {
        await using var app = await StartAsync(typeof(SlowQueueFunctions), ("LocalHost:QueueLease", "00:00:01"));

        await SendAsync(_name, "lease");

        Assert.Equal("started lease 1", await app.NextAsync());
        Assert.Equal("ended", await app.NextAsync());
        await WaitUntilEmptyAsync(_name);
        Assert.False(app.HasMore());
    }

    [Fact]
    public async Task Stop_WhileFunctionRuns_LeavesMessageToNextHost()
    {
        await SendAsync(_name, "a");
        await using (var first = await StartAsync(typeof(SlowQueueFunctions)))
        {
            Assert.Equal("started a 1", await first.NextAsync());
        }

        await using var second = await StartAsync(typeof(SlowQueueFunctions));

        Assert.Equal("started a 2", await second.NextAsync());
    }

    private Task<AppHost> StartAsync(Type functions, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Queue"] = _name,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.1",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return AppHost.StartAsync([functions], all);
    }

    private QueueClient Queue(string name, QueueMessageEncoding encoding) =>
        new(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = encoding });

    private async Task SendAsync(string queue, string message, QueueMessageEncoding encoding = QueueMessageEncoding.Base64)
    {
        var client = Queue(queue, encoding);
        await client.CreateIfNotExistsAsync();
        await client.SendMessageAsync(message);
    }

    private Task<QueueMessage> ReceiveAsync(string queue, QueueMessageEncoding encoding = QueueMessageEncoding.Base64) =>
        Eventually.GetAsync(async () =>
        {
            var client = Queue(queue, encoding);
            return await client.ExistsAsync() ? (await client.ReceiveMessageAsync()).Value : null;
        });

    private Task WaitUntilEmptyAsync(string queue) => Eventually.GetAsync(async () =>
        (await Queue(queue, QueueMessageEncoding.None).GetPropertiesAsync()).Value is { ApproximateMessagesCount: 0 } empty ? empty : null);
}
