using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Http;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>A timer that came due.</summary>
internal sealed class TimerTriggerEvent(TimerInfo timer) : TriggerEvent
{
    public override string Reason => "Timer fired";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["TimerTrigger"] = JsonSerializer.Serialize(timer) };

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context) => ValueTask.FromResult(
        parameter.ParameterType == typeof(TimerInfo)
            ? timer
            : JsonValue.Convert(BinaryData.FromObjectAsJson(timer), parameter.ParameterType, WorkerJson.OptionsOf(context), "The timer", parameter.Name!));
}
