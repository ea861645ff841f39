using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Bindings;

namespace Serverless.LocalHost.Invocation;

/// <summary>Describes an output binding.</summary>
internal sealed class OutputBindingMetadata(FunctionOutput output) : BindingMetadata
{
    public override string Name => output.Name;

    public override string Type { get; } = BindingType.Of(output.Attribute);

    public override BindingDirection Direction => BindingDirection.Out;
}
