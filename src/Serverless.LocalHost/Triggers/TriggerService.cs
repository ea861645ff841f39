using Microsoft.Extensions.Hosting;

namespace Serverless.LocalHost.Triggers;

/// <summary>Runs the listeners of all triggers while the host runs.</summary>
internal sealed class TriggerService(IEnumerable<IListenerFactory> factories, IHostApplicationLifetime lifetime) : BackgroundService
{
    // Created with the service, so that what is wrong with a trigger is known before anything runs.
    private readonly IReadOnlyList<ITriggerListener> _listeners = [.. factories.SelectMany(factory => factory.Create())];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host announces that it stops before it stops its services.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(_listeners.Select(listener => listener.RunAsync(stopping.Token)));
    }
}
