namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Says what a binding can do beyond the common.</summary>
/// <param name="capabilities">Names out of <see cref="KnownBindingCapabilities"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindingCapabilitiesAttribute(params string[] capabilities) : Attribute
{
    /// <summary>Names out of <see cref="KnownBindingCapabilities"/>.</summary>
    public string[] Capabilities { get; } = capabilities;
}
