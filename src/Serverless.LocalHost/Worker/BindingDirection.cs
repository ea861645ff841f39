namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether a binding brings data in or takes it out.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In = 0,

    /// <summary>Out of the function.</summary>
    Out = 1,
}
