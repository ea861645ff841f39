using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost.Invocation;

/// <summary>Describes the binding that a parameter's attribute declares.</summary>
internal sealed class ParameterBindingMetadata(ParameterInfo parameter) : BindingMetadata
{
    public override string Name => parameter.Name!;

    public override string Type { get; } = BindingType.Of(parameter.GetCustomAttribute<BindingAttribute>()!);

    public override BindingDirection Direction => BindingDirection.In;
}
