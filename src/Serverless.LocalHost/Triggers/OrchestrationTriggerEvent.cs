using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>A step of an orchestration.</summary>
internal sealed class OrchestrationTriggerEvent(TaskOrchestrationContext orchestration) : TriggerEvent
{
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    public override string Reason => "Orchestration step";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = orchestration.InstanceId };

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context) =>
        ValueTask.FromResult(parameter.ParameterType == typeof(TaskOrchestrationContext) ? orchestration : Input(parameter));

    public override bool TryBindUnnamed(ParameterInfo parameter, out object? value)
    {
        value = Input(parameter);
        return value is not null || !parameter.HasDefaultValue;
    }

    private object? Input(ParameterInfo parameter) =>
        GetInput.MakeGenericMethod(parameter.ParameterType).Invoke(orchestration, BindingFlags.DoNotWrapExceptions, null, null, null);
}
