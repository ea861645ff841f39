namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What <see cref="BindingCapabilitiesAttribute"/> can say.</summary>
public static class KnownBindingCapabilities
{
    /// <summary>A function with this trigger may have a <see cref="RetryAttribute"/>.</summary>
    public const string FunctionLevelRetry = "FunctionLevelRetry";
}
