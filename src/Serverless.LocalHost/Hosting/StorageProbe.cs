using Azure;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Hosting;

/// <summary>Asks, before anything starts, whether the host's storage account answers: Azurite is easily forgotten.</summary>
internal sealed class StorageProbe(FunctionIndex functions, StorageConnections storage) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="LocalHostException">It does not answer.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!functions.All.Any(function => function.UsesStorage))
        {
            return;
        }

        var service = storage.Blobs(null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await service.GetBlobContainerClient("azure-webjobs-hosts").ExistsAsync(limit.Token);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException || limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new LocalHostException(
                $"The storage account of the setting '{StorageConnections.DefaultName}' does not answer at {service.Uri}; start it "
                + $"(Azurite: `azurite --skipApiVersionCheck`) or correct the setting. {FirstLine(exception)}",
                exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string FirstLine(Exception exception) =>
        (exception is AggregateException { InnerException: { } inner } ? inner : exception).Message.Split('\n')[0];
}
