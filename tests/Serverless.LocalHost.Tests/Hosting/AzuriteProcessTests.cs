using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class AzuriteProcessTests
{
    [Fact]
    public async Task Start_WithDataFolder_KeepsDataAcrossRestarts()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path }))
        {
            await new BlobContainerClient(first.ConnectionString, "kept").CreateAsync();
            await new BlobClient(first.ConnectionString, "kept", "blob").UploadAsync(BinaryData.FromString("content"));
            await new QueueClient(first.ConnectionString, "kept").CreateAsync();
            await new TableClient(first.ConnectionString, "kept").CreateAsync();
        }

        await using var second = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path });

        var content = await new BlobClient(second.ConnectionString, "kept", "blob").DownloadContentAsync();
        Assert.Equal("content", content.Value.Content.ToString());
        Assert.True(await new QueueClient(second.ConnectionString, "kept").ExistsAsync());
        Assert.Equal("kept", await new TableServiceClient(second.ConnectionString).QueryAsync().Select(table => table.Name).FirstAsync());
    }

    [Fact]
    public async Task Start_WherePathIsWrong_SaysHowToInstall()
    {
        var options = new AzuriteOptions { Path = "/no/such/azurite" };

        var exception = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteProcess.StartAsync(options));

        Assert.Contains("/no/such/azurite", exception.Message, StringComparison.Ordinal);
        Assert.Contains("npm install", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnTakenPort_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new AzuriteOptions { BlobPort = ((IPEndPoint)taken.LocalEndpoint).Port };

        var exception = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteProcess.StartAsync(options));

        Assert.Contains("EADDRINUSE", exception.Message, StringComparison.Ordinal);
    }
}
