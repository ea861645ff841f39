using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Hosting;

/// <summary>Sees to it that no function asks for the client of a hub that this host does not run.</summary>
internal static class DurableClientBindings
{
    /// <exception cref="LocalHostException">A function does.</exception>
    public static void Check(FunctionIndex functions, string hubName, string? connectionName, StorageConnections storage, IConfiguration configuration)
    {
        var bindings = from function in functions.All
                       from input in function.Inputs
                       let binding = input.GetCustomAttribute<DurableClientAttribute>()
                       where binding is not null
                       select (function.Name, binding);
        foreach (var (function, binding) in bindings)
        {
            if (binding.TaskHub is { Length: > 0 } hub
                && SettingExpressions.Resolve(hub, function, configuration) is var named
                && !named.Equals(hubName, StringComparison.OrdinalIgnoreCase))
            {
                throw new LocalHostException(
                    $"The function '{function}' asks for the client of the task hub '{named}', but this host runs only the hub '{hubName}': leave TaskHub out, or name this one.");
            }

            if (binding.ConnectionName is { Length: > 0 } connection && storage.Tables(connection).Uri != storage.Tables(connectionName).Uri)
            {
                throw new LocalHostException(
                    $"The function '{function}' asks for the client of a task hub at the connection '{connection}', but the hub of this host is in another account: leave ConnectionName out.");
            }
        }
    }
}
