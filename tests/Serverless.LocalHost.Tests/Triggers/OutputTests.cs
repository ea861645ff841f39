using System.Net;
using System.Net.Http.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class OutputTests(AzuriteFixture azurite)
{
    private readonly string _name = $"o{Guid.NewGuid():N}"[..32];

    private BlobContainerClient Container => azurite.Blobs.GetBlobContainerClient(_name);

    [Fact]
    public async Task Return_OfCollection_IsAMessageForEachItemThatSetsOffAFunctionWithBlobOutput()
    {
        await using var app = await StartAsync();

        using var response = await app.Client.PostAsync("/api/Enqueue?count=2", null);

        Assert.Empty(await response.Content.ReadAsStringAsync());
        var orders = new[] { await app.NextAsync(), await app.NextAsync() };
        Assert.Equal([1, 2], orders.Cast<OutputFunctions.Order>().Select(order => order.Number).Order());
        var year = DateTime.UtcNow.Year;
        Assert.Equal("""{"Name":"ORDER 2","Number":2}""", await ReadAsync($"orders/order 2-2-{year}.json"));
    }

    [Fact]
    public async Task Properties_OfReturnedObject_GoToTheirOutputs()
    {
        await using var app = await StartAsync();

        using var response = await app.Client.PostAsync("/api/several/x", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("x", await response.Content.ReadAsStringAsync());
        Assert.Equal("to a blob", await ReadAsync("several/x/text"));
        Assert.Equal("\u0001\u0002\u0003", await ReadAsync("several/x/bytes"));
        Assert.False(await azurite.Queues.GetQueueClient($"{_name}-never").ExistsAsync());
    }

    [Fact]
    public async Task Property_OfTypeHttpResponseData_IsTheResponse()
    {
        await using var app = await StartAsync();

        using var response = await app.Client.PostAsync("/api/SeveralData", null);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("made", await response.Content.ReadAsStringAsync());
        Assert.Equal("""{"Name":"data","Number":1}""", await ReadAsync("data.json"));
    }

    [Fact]
    public async Task Blob_ByTrigger_IsCopiedToPathWithItsName()
    {
        await using var app = await StartAsync();

        await UploadAsync("in/a", "hello");

        Assert.Equal("a: hello", await ReadAsync("copies/a"));
    }

    [Fact]
    public async Task BlobInput_WithValuesOfRouteAndBody_IsReadForEachType()
    {
        await using var app = await StartAsync();
        await UploadAsync("in/a-7", "hello");

        using var response = await app.Client.PostAsJsonAsync("/api/read/a", new { version = 7 });

        Assert.Equal("7 hello 5 hello in/a-7 True", await response.Content.ReadAsStringAsync());
    }

    private Task<AppHost> StartAsync() => AppHost.StartAsync(
        [typeof(OutputFunctions)],
        new Dictionary<string, string?>
        {
            ["Name"] = _name,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _name,
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.1",
        });

    private async Task UploadAsync(string name, string content)
    {
        await Container.CreateIfNotExistsAsync();
        await Container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);
    }

    private Task<string> ReadAsync(string name) => Eventually.GetAsync(async () =>
    {
        var blob = Container.GetBlobClient(name);
        return await blob.ExistsAsync() ? ((BlobDownloadResult)await blob.DownloadContentAsync()).Content.ToString() : null;
    });
}
