namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the bindings that take what a function returns, or a property of it, to somewhere.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public abstract class OutputBindingAttribute : BindingAttribute
{
    // Public, as the real one's is.
    /// <summary>For the bindings that derive from it.</summary>
    public OutputBindingAttribute()
    {
    }
}
