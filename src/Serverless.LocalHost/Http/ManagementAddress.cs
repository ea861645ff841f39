using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Durable;

namespace Serverless.LocalHost.Http;

/// <summary>Where the management API of a host's orchestrations answers.</summary>
internal sealed class ManagementAddress(IServer server, IConfiguration configuration)
{
    // The client's type belongs to the engine, which knows nothing of HTTP.
    private static readonly ConditionalWeakTable<DurableTaskClient, ManagementAddress> Addresses = [];

    public static ManagementAddress Of(DurableTaskClient client) =>
        Addresses.TryGetValue(client, out var address)
            ? address
            : throw new InvalidOperationException("The client does not belong to a host: take it from a parameter with [DurableClient].");

    public void Attach(DurableTaskClient client) => Addresses.AddOrUpdate(client, this);

    public HttpManagementPayload CreatePayload(string instanceId, Uri? request)
    {
        var root = request?.GetLeftPart(UriPartial.Authority) ?? ServerAddress();
        var instance = $"{root}{DurableManagementApi.BasePath}/instances/{Uri.EscapeDataString(instanceId)}";
        var code = FunctionKeyMiddleware.Key(configuration) is { } key ? $"code={Uri.EscapeDataString(key)}" : string.Empty;
        return new HttpManagementPayload
        {
            Id = instanceId,
            PurgeHistoryDeleteUri = Address(string.Empty, string.Empty),
            RestartPostUri = Address("/restart", string.Empty),
            ResumePostUri = Address("/resume", "reason={text}"),
            RewindPostUri = Address("/rewind", "reason={text}"),
            SendEventPostUri = Address("/raiseEvent/{eventName}", string.Empty),
            StatusQueryGetUri = Address(string.Empty, string.Empty),
            SuspendPostUri = Address("/suspend", "reason={text}"),
            TerminatePostUri = Address("/terminate", "reason={text}"),
        };

        string Address(string action, string query)
        {
            var whole = string.Join('&', new[] { query, code }.Where(part => part.Length > 0));
            return whole.Length == 0 ? instance + action : $"{instance}{action}?{whole}";
        }
    }

    private string ServerAddress() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The host does not listen yet, so the orchestration has no address.");
}
