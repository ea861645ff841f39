using Microsoft.AspNetCore.Http;
using Serverless.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The ASP.NET Core side of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request that set the function off, or null where another trigger did.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(HttpTriggerEvent.HttpContextKey, out var value) ? value as HttpContext : null;
    }
}
