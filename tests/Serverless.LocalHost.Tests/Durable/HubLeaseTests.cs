using System.Globalization;
using Azure.Storage.Blobs.Models;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class HubLeaseTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Start_WhileAnotherEngineRunsTheHub_IsRefusedWithTheReason()
    {
        await using var first = await new Hub(azurite.ConnectionString).StartAsync();
        await using var second = new Hub(azurite.ConnectionString) { Name = first.Name };

        var refused = await Assert.ThrowsAsync<LocalHostException>(() => second.StartAsync());

        Assert.Contains(first.Name, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} of this machine", refused.Message, StringComparison.Ordinal);
        Assert.Contains("hubName", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterTheOwnerDied_TakesOverAtOnce()
    {
        await using var hub = await new Hub(azurite.ConnectionString).StartAsync();
        await SetOwnerAsync(hub, Environment.MachineName, int.MaxValue);
        await hub.KillAsync();

        await hub.StartAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Start_OwnerOnAnotherMachineDied_WaitsUntilItsLeaseRunsOut()
    {
        await using var hub = await new Hub(azurite.ConnectionString).StartAsync();
        await SetOwnerAsync(hub, "elsewhere", 1);
        await hub.KillAsync();

        var start = hub.StartAsync();
        var early = await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(2))) == start;
        await start.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.False(early);
    }

    /// <summary>Has the lease held by another process.</summary>
    private static async Task SetOwnerAsync(Hub hub, string machine, int process)
    {
        var blob = hub.Blobs.GetBlobContainerClient($"{hub.Name.ToLowerInvariant()}-leases").GetBlobClient("host");
        var metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        var conditions = new BlobRequestConditions { LeaseId = metadata["lease"] };
        metadata["machine"] = machine;
        metadata["process"] = process.ToString(CultureInfo.InvariantCulture);
        await blob.SetMetadataAsync(metadata, conditions);
    }
}
