using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>Turns away what is meant for another hub: what it asks for is not here.</summary>
internal sealed class TaskHubFilter(string hubName) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string? asked = context.HttpContext.Request.Query["taskHub"];
        return string.IsNullOrEmpty(asked) || asked.Equals(hubName, StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : ValueTask.FromResult<object?>(Answers.Error(StatusCodes.Status404NotFound, $"This host runs the task hub '{hubName}', not '{asked}'."));
    }
}
