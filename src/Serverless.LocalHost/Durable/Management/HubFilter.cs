using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Refuses requests for a hub that this host does not run.</summary>
internal sealed class HubFilter(string hubName) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string? asked = context.HttpContext.Request.Query["taskHub"];
        return string.IsNullOrEmpty(asked) || asked.Equals(hubName, StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : ValueTask.FromResult<object?>(Answers.Error(
                StatusCodes.Status404NotFound, $"There is no task hub '{asked}' here; this host runs '{hubName}'."));
    }
}
