using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>
/// Lets one process at a time run a hub, by a blob lease of 15 seconds that is renewed every five. The lease of a process
/// of this machine that has ended is taken over at once; one of another machine, once it runs out.
/// </summary>
internal sealed class HubLease(string hubName, BlobContainerClient container, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const string OwnerKey = "lease";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The leases that engines of this process hold, which outlive an engine that was cut off.</summary>
    private static readonly ConcurrentDictionary<string, bool> Held = new();

    private readonly string _id = Guid.NewGuid().ToString();
    private readonly BlockBlobClient _blob = container.GetBlockBlobClient("host");
    private readonly CancellationTokenSource _ending = new();
    private Task _renewing = Task.CompletedTask;

    private BlobLeaseClient Lease => _blob.GetBlobLeaseClient(_id);

    /// <summary>Takes the lease, waiting for one that may run out.</summary>
    /// <param name="onLost">Called where another process has taken the lease over, as while the machine slept.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LocalHostException">Another process runs the hub.</exception>
    public async Task AcquireAsync(Action onLost, CancellationToken cancellation)
    {
        await CreateBlobAsync(cancellation);
        var deadline = time.GetUtcNow() + Patience;
        while (!await TryAcquireAsync(cancellation))
        {
            await MakeWayAsync(deadline, cancellation);
        }

        Held[_id] = true;
        _renewing = Task.Run(() => RenewAsync(onLost), CancellationToken.None);
    }

    /// <summary>Gives the lease back.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (!Held.ContainsKey(_id))
        {
            return;
        }

        await DisposeAsync();
        try
        {
            await Lease.ReleaseAsync(cancellationToken: cancellation);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    /// <summary>Lets the lease run out.</summary>
    public async ValueTask DisposeAsync()
    {
        Held.TryRemove(_id, out _);
        await _ending.CancelAsync();
        await _renewing;
    }

    private async Task CreateBlobAsync(CancellationToken cancellation)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        try
        {
            var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await _blob.UploadAsync(Stream.Null, onlyNew, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // It exists.
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellation)
    {
        try
        {
            await Lease.AcquireAsync(Duration, cancellationToken: cancellation);
            var metadata = HubOwner.Current().ToMetadata();
            metadata[OwnerKey] = _id;
            await _blob.SetMetadataAsync(metadata, new BlobRequestConditions { LeaseId = _id }, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Ends a lease whose holder is dead, or waits a little.</summary>
    private async Task MakeWayAsync(DateTimeOffset deadline, CancellationToken cancellation)
    {
        BlobProperties properties = await _blob.GetPropertiesAsync(cancellationToken: cancellation);
        var owner = HubOwner.Read(properties.Metadata);
        if (owner is not null && IsDead(owner, properties.Metadata))
        {
            await BreakAsync(properties.ETag, cancellation);
            return;
        }

        if (owner is { IsOnThisMachine: true } || time.GetUtcNow() > deadline)
        {
            throw new LocalHostException(
                $"The task hub '{hubName}' is run by {owner?.ToString() ?? "another process"}. A hub can have one host at a time: "
                + "stop that one, or give this app a hub of its own (extensions.durableTask.hubName in host.json).");
        }

        logger.WaitingForLease(hubName, owner?.ToString() ?? "another process");
        await Task.Delay(RetryInterval, time, cancellation);
    }

    private static bool IsDead(HubOwner owner, IDictionary<string, string> metadata)
    {
        if (!owner.IsOnThisMachine)
        {
            return false;
        }

        return owner.IsThisProcess ? !metadata.TryGetValue(OwnerKey, out var id) || !Held.ContainsKey(id) : !owner.IsRunning();
    }

    private async Task BreakAsync(ETag seen, CancellationToken cancellation)
    {
        try
        {
            // Only if nobody else has made himself the owner meanwhile.
            await Lease.BreakAsync(TimeSpan.Zero, new BlobRequestConditions { IfMatch = seen }, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
        }
    }

    private async Task RenewAsync(Action onLost)
    {
        try
        {
            do
            {
                await Task.Delay(RenewalInterval, time, _ending.Token);
            }
            while (await TryRenewAsync());

            Held.TryRemove(_id, out _);
            logger.LeaseLost(hubName);
            onLost();
        }
#pragma warning disable CA1031 // Given up: what the last request came to does not matter.
        catch (Exception) when (_ending.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }
    }

    /// <returns>False where another process has the lease.</returns>
    private async Task<bool> TryRenewAsync()
    {
        while (true)
        {
            try
            {
                return await RenewOrTakeAsync();
            }
#pragma warning disable CA1031 // The account is away: until it answers, nobody else can take the lease either.
            catch (Exception) when (!_ending.IsCancellationRequested)
#pragma warning restore CA1031
            {
                await Task.Delay(RetryInterval, time, _ending.Token);
            }
        }
    }

    private async Task<bool> RenewOrTakeAsync()
    {
        try
        {
            await Lease.RenewAsync(cancellationToken: _ending.Token);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            // Run out, or the account was set back.
            await CreateBlobAsync(_ending.Token);
            return await TryAcquireAsync(_ending.Token);
        }
    }
}
