using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>Runs the blob-triggered functions while the host runs.</summary>
internal sealed class BlobTriggerService : BackgroundService
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<BlobTriggerListener> _listeners;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;

    public BlobTriggerService(
        FunctionIndex functions,
        FunctionInvoker invoker,
        StorageConnections storage,
        HostSettings settings,
        HostId hostId,
        IConfiguration configuration,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<BlobTriggerService> logger)
    {
        var slots = new SemaphoreSlim(settings.BlobParallelism);
        _time = time;
        _lifetime = lifetime;
        _interval = configuration["LocalHost:BlobPollingInterval"] is { } text
            ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
            : DefaultInterval;
        _listeners = [.. functions.WithTrigger<BlobTriggerAttribute>().Select(pair => Listen(pair.Function, pair.Trigger))];

        BlobTriggerListener Listen(FunctionMethod function, BlobTriggerAttribute trigger)
        {
            var account = storage.Blobs(trigger.Connection);
            return new BlobTriggerListener(
                function,
                Parse(function, SettingExpressions.Resolve(trigger.BlobPath, function.Name, configuration)),
                account,
                storage.Queues(trigger.Connection),
                new BlobReceipts(storage.Blobs(null), hostId.Value, BlobTriggerListener.FunctionId(function)),
                invoker,
                slots,
                logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host announces that it stops before it stops its services.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _lifetime.ApplicationStopping);
        await Task.WhenAll(_listeners.Select(listener => listener.RunAsync(_interval, _time, stopping.Token)));
    }

    private static BlobPathPattern Parse(FunctionMethod function, string path)
    {
        try
        {
            return BlobPathPattern.Parse(path);
        }
        catch (FormatException exception)
        {
            throw new LocalHostException($"The function '{function.Name}' cannot be triggered: {exception.Message}.", exception);
        }
    }
}
