namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of every binding of a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    // Public, as the real one's is.
    /// <summary>For the bindings that derive from it.</summary>
    public BindingAttribute()
    {
    }
}
