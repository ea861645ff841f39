using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>A call of an activity.</summary>
internal sealed class ActivityTriggerEvent(ActivityInvocation invocation) : TriggerEvent
{
    public override string Reason => $"Called by the orchestration {invocation.InstanceId}";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = invocation.InstanceId };

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context) =>
        ValueTask.FromResult(invocation.GetInput(parameter.ParameterType));
}
