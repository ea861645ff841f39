using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost.Http;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Hosting;

/// <summary>Says at the start which functions there are and where they answer.</summary>
internal sealed class StartupBanner(
    TextWriter output,
    IServer server,
    FunctionIndex functions,
    HttpFunctionRoutes routes,
    HostSettings settings,
    IConfiguration configuration)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken) => output.WriteAsync(Compose());

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Compose()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var text = new StringBuilder("\nFunctions:\n\n");
        foreach (var function in Ordered())
        {
            text.Append(CultureInfo.InvariantCulture, $"\t{function.Name}: {Describe(function, Reachable(address))}\n\n");
        }

        if (functions.UsesDurableTask)
        {
            text.Append(CultureInfo.InvariantCulture, $"Task hub: {settings.Durable.ToEngineOptions().HubName}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"Listening on {address}. Press Ctrl+C to stop.\n\n").ToString();
    }

    // As func start does: what can be called first.
    private IEnumerable<FunctionMethod> Ordered() => functions.All
        .OrderByDescending(function => function.Trigger is HttpTriggerAttribute)
        .ThenBy(function => function.Name, StringComparer.OrdinalIgnoreCase);

    // An address that stands for all of the machine's is none to click on.
    private static string? Reachable(string? address) => address?
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
        .Replace("[::]", "localhost", StringComparison.Ordinal);

    private string Describe(FunctionMethod function, string? address) => function.Trigger switch
    {
        HttpTriggerAttribute http => $"[{string.Join(',', HttpFunctionRoutes.Methods(http))}] {address}{routes.Template(function, http)}",
        BlobTriggerAttribute { Source: BlobTriggerSource.EventGrid } =>
            $"blobTrigger by events at {address}{BlobEventEndpoint.Path}?functionName={BlobTriggerListener.FunctionId(function)}",
        BlobTriggerAttribute blob => $"blobTrigger {SettingExpressions.Resolve(blob.BlobPath, function.Name, configuration)}",
        QueueTriggerAttribute queue => $"queueTrigger {SettingExpressions.Resolve(queue.QueueName, function.Name, configuration)}",
        TimerTriggerAttribute timer => $"timerTrigger {SettingExpressions.Resolve(timer.Schedule, function.Name, configuration)}",
        _ => function.TriggerType,
    };
}
