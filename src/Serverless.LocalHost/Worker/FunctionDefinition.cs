using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a function.</summary>
public abstract class FunctionDefinition
{
    /// <summary>Its parameters, in order.</summary>
    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    /// <summary>The file that it lives in.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>Full name of its method.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>Identifies the function, the same in every run.</summary>
    public abstract string Id { get; }

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>Trigger and input bindings by parameter name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <summary>Output bindings by name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}
