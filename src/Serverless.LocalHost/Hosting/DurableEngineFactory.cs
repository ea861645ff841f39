using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Http;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;
using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Hosting;

/// <summary>Creates the engine with the app's orchestrators, activities and entities.</summary>
internal sealed class DurableEngineFactory(
    HostSettings settings,
    StorageConnections storage,
    FunctionIndex functions,
    FunctionInvoker invoker,
    ManagementAddress address,
    IOptions<JsonSerializerOptions> json,
    IConfiguration configuration,
    TimeProvider time,
    ILoggerFactory loggers)
{
    public DurableEngine Create()
    {
        var connection = settings.Durable.ConnectionName;
        var options = settings.Durable.ToEngineOptions() with { DataConverter = new JsonDataConverter(json.Value) };
        DurableClientBindings.Check(functions, options.HubName, connection, storage, configuration);
        var engine = new DurableEngine(
            options, storage.Tables(connection), storage.Blobs(connection), time, loggers);
        foreach (var (function, trigger) in functions.WithTrigger<OrchestrationTriggerAttribute>())
        {
            engine.AddOrchestrator(
                trigger.Orchestration ?? function.Name,
                context => invoker.ReplayAsync(function, new OrchestrationTriggerEvent(context)));
        }

        foreach (var (function, trigger) in functions.WithTrigger<ActivityTriggerAttribute>())
        {
            engine.AddActivity(
                trigger.Activity ?? function.Name,
                (invocation, cancellationToken) => invoker.InvokeAsync(function, new ActivityTriggerEvent(invocation), cancellationToken));
        }

        foreach (var (function, trigger) in functions.WithTrigger<EntityTriggerAttribute>())
        {
            engine.AddEntity(trigger.EntityName ?? function.Name, (operation, cancellationToken) => RunAsync(function, operation, cancellationToken));
        }

        address.Attach(engine.Client);
        return engine;
    }

    private async Task<object?> RunAsync(FunctionMethod function, TaskEntityOperation operation, CancellationToken cancellationToken)
    {
        var trigger = new EntityTriggerEvent(operation);
        await invoker.InvokeAsync(function, trigger, cancellationToken);
        return trigger.Result;
    }
}
