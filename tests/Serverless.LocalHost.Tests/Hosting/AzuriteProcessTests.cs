using System.Diagnostics;
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
    public async Task Killed_AfterItAnswered_HasLostNothing()
    {
        using var folder = new TemporaryFolder();
        var first = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path });
        var container = new BlobContainerClient(first.ConnectionString, "kept");
        await container.CreateAsync();
        var table = new TableClient(first.ConnectionString, "kept");
        await table.CreateAsync();
        for (var number = 0; number < 20; number++)
        {
            await table.AddEntityAsync(new TableEntity("p", $"{number:D2}") { ["Text"] = "first" });
            await container.UploadBlobAsync($"{number:D2}", BinaryData.FromString($"content {number}"));
        }

        await table.UpsertEntityAsync(new TableEntity("p", "00") { ["Text"] = "replaced" }, TableUpdateMode.Replace);
        await table.SubmitTransactionAsync(Enumerable.Range(10, 10).Select(number =>
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", $"{number:D2}"))));
        await container.DeleteBlobAsync("19");
        var queue = new QueueClient(first.ConnectionString, "kept");
        await queue.CreateAsync();
        await queue.SendMessageAsync("message");

        await KillAsync(first);
        var second = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path });
        await new TableClient(second.ConnectionString, "kept").AddEntityAsync(new TableEntity("p", "later") { ["Text"] = "second" });
        await KillAsync(second);
        await using var third = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path });

        var rows = await new TableClient(third.ConnectionString, "kept").QueryAsync<TableEntity>().ToListAsync();
        Assert.Equal([.. Enumerable.Range(0, 10).Select(number => $"{number:D2}"), "later"], rows.Select(row => row.RowKey));
        Assert.Equal("replaced", rows[0].GetString("Text"));
        var blobs = new BlobContainerClient(third.ConnectionString, "kept");
        Assert.Equal(19, await blobs.GetBlobsAsync().CountAsync());
        Assert.Equal("content 18", (await blobs.GetBlobClient("18").DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal("message", (await new QueueClient(third.ConnectionString, "kept").ReceiveMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task Dispose_ClientDoesNotReadItsAnswer_DoesNotWaitForIt()
    {
        var azurite = await AzuriteProcess.StartAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, "large");
        await container.CreateAsync();
        await container.UploadBlobAsync("large", BinaryData.FromBytes(new byte[32 << 20]));
        using var answer = (await container.GetBlobClient("large").DownloadStreamingAsync()).Value;

        // After 10 seconds it would be killed.
        await azurite.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(8));
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

    private static async Task KillAsync(AzuriteProcess azurite)
    {
        using var process = Process.GetProcessById(azurite.ProcessId);
        process.Kill();
        await process.WaitForExitAsync();
        await azurite.DisposeAsync();
    }
}
