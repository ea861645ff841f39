using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serverless.LocalHost.Durable.Management;

namespace Serverless.LocalHost.Durable;

/// <summary>The management HTTP API of Durable Functions.</summary>
public static class DurableManagementApi
{
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>
    /// Maps all routes below <see cref="BasePath"/>; authorization, as by the <c>code</c> query parameter, is the caller's
    /// to add to the returned builder. Links in answers begin with the request's scheme and host, and carry its <c>code</c> on.
    /// </summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, DurableEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var group = endpoints.MapGroup(BasePath);
        group.AddEndpointFilter(new TaskHubFilter(engine.Runtime.Options.HubName));
        var orchestrators = new OrchestratorEndpoints(engine.Runtime, engine.Client);
        var instances = new InstanceEndpoints(engine.Runtime, engine.Client);
        var control = new ControlEndpoints(engine.Runtime, engine.Client);
        var entities = new EntityEndpoints(engine.Runtime);

        group.MapPost("/orchestrators/{function}/{instanceId?}", orchestrators.StartAsync);
        group.MapGet("/instances", (Delegate)instances.ListAsync);
        group.MapDelete("/instances", (Delegate)instances.PurgeManyAsync);
        group.MapGet("/instances/{instanceId}", instances.GetAsync);
        group.MapDelete("/instances/{instanceId}", instances.PurgeAsync);
        group.MapPost("/instances/{instanceId}/raiseEvent/{eventName}", control.RaiseEventAsync);
        group.MapPost("/instances/{instanceId}/terminate", control.TerminateAsync);
        group.MapPost("/instances/{instanceId}/suspend", control.SuspendAsync);
        group.MapPost("/instances/{instanceId}/resume", control.ResumeAsync);
        group.MapPost("/instances/{instanceId}/rewind", control.RewindAsync);
        group.MapPost("/instances/{instanceId}/restart", orchestrators.RestartAsync);
        group.MapGet("/entities/{name?}", entities.ListAsync);
        group.MapGet("/entities/{name}/{key}", entities.GetAsync);
        group.MapPost("/entities/{name}/{key}", entities.SignalAsync);
        group.MapDelete("/entities/{name}/{key}", entities.DeleteAsync);
        group.Map("/{**rest}", () => Results.NotFound());
        return group;
    }
}
