using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sets a function off by an HTTP request.</summary>
/// <param name="authLevel">Which key a request has to bring.</param>
/// <param name="methods">The HTTP methods; none means all.</param>
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[]? methods) : TriggerBindingAttribute
{
    /// <summary>All methods at <see cref="AuthorizationLevel.Function"/>.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function)
    {
    }

    /// <summary>The given methods at <see cref="AuthorizationLevel.Function"/>.</summary>
    public HttpTriggerAttribute(params string[] methods)
        : this(AuthorizationLevel.Function, methods)
    {
    }

    /// <summary>All methods at the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
        : this(authLevel, null)
    {
    }

    /// <summary>The route template below the route prefix; the function's name where absent.</summary>
    public string? Route { get; set; }

    /// <summary>Which key a request has to bring.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>The HTTP methods; absent means all.</summary>
    public string[]? Methods { get; } = methods;
}
