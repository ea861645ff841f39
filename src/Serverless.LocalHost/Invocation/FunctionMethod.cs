using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.LocalHost.Bindings;

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
        Outputs = FunctionOutput.Of(method);
        Retry = method.GetCustomAttribute<RetryAttribute>();
        OutputBindings = Outputs
            .GroupBy(output => output.Name)
            .ToImmutableDictionary(group => group.Key, BindingMetadata (group) => new OutputBindingMetadata(group.First()));
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

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    public MethodInfo Method { get; }

    public TriggerBindingAttribute Trigger { get; }

    public ParameterInfo TriggerParameter { get; }

    public string TriggerType => InputBindings[TriggerParameter.Name!].Type;

    public IReadOnlyList<ParameterInfo> Inputs { get; }

    public IReadOnlyList<FunctionOutput> Outputs { get; }

    public RetryAttribute? Retry { get; }

    /// <summary>Whether a binding may take values out of the trigger's payload.</summary>
    public bool HasFurtherBindings => Outputs.Any(output => output.Attribute is not HttpResultAttribute)
        || Inputs.Any(input => input.IsDefined(typeof(BlobInputAttribute)));

    public bool UsesStorage => UsesDurableTask
        || Trigger is BlobTriggerAttribute or QueueTriggerAttribute or TimerTriggerAttribute;

    public bool UsesDurableTask =>
        Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute or EntityTriggerAttribute
        || Inputs.Any(input => input.IsDefined(typeof(DurableClientAttribute)));

    /// <summary>The part of a result that answers a request.</summary>
    public object? HttpResponse(object? result)
    {
        if (Outputs.Count == 0)
        {
            return result;
        }

        var response = Outputs.FirstOrDefault(output => output.Attribute is HttpResultAttribute);
        if (response is not null)
        {
            return response.Read(result);
        }

        // The worker also knows the response by its type.
        var property = Array.Find(result?.GetType().GetProperties() ?? [], property => property.PropertyType.IsAssignableTo(typeof(HttpResponseData)));
        return Outputs.Any(output => output.Name == FunctionOutput.ReturnName) ? null : property?.GetValue(result);
    }
}
