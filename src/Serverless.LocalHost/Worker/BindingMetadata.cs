namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a binding.</summary>
public abstract class BindingMetadata
{
    /// <summary>The parameter's name.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of binding, for example <c>blobTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Whether it brings data in or takes it out.</summary>
    public abstract BindingDirection Direction { get; }
}
