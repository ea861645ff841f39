using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost.Invocation;

/// <summary>A method that is a function.</summary>
internal sealed class FunctionMethod : FunctionDefinition
{
    public FunctionMethod(string name, MethodInfo method, ParameterInfo trigger)
    {
        Name = name;
        Method = method;
        Trigger = trigger.GetCustomAttribute<TriggerBindingAttribute>()!;
        TriggerParameter = trigger;
        Inputs = method.GetParameters();
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(EntryPoint + "\n" + name)).AsSpan(0, 8));
        Parameters = [.. Inputs.Select(input => new FunctionParameter(input.Name!, input.ParameterType, input.HasDefaultValue, input.DefaultValue))];
        InputBindings = Inputs
            .Where(input => input.IsDefined(typeof(BindingAttribute)))
            .ToImmutableDictionary(input => input.Name!, BindingMetadata (input) => new ParameterBindingMetadata(input));
    }

    public override string Name { get; }

    public override string Id { get; }

    public override string EntryPoint { get; }

    public override string PathToAssembly => Method.Module.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    public MethodInfo Method { get; }

    public TriggerBindingAttribute Trigger { get; }

    public ParameterInfo TriggerParameter { get; }

    public string TriggerType => InputBindings[TriggerParameter.Name!].Type;

    public IReadOnlyList<ParameterInfo> Inputs { get; }

    public bool UsesDurableTask =>
        Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute or EntityTriggerAttribute
        || Inputs.Any(input => input.IsDefined(typeof(DurableClientAttribute)));
}
