namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the bindings that set a function off.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    // Public, as the real one's is.
    /// <summary>For the bindings that derive from it.</summary>
    public TriggerBindingAttribute()
    {
    }
}
