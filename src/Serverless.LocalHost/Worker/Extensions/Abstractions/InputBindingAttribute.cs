namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the bindings that give a function further input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
    // Public, as the real one's is.
    /// <summary>For the bindings that derive from it.</summary>
    public InputBindingAttribute()
    {
    }
}
