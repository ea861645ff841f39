using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>An operation of an entity.</summary>
internal sealed class EntityTriggerEvent(TaskEntityOperation operation) : TriggerEvent
{
    private TaskEntityDispatcher? _dispatcher;

    public override string Reason => $"Operation '{operation.Name}' of the entity {operation.Context.Id}";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = operation.Context.Id.ToString() };

    /// <summary>What the function made of the operation.</summary>
    /// <exception cref="InvalidOperationException">It has not dispatched it.</exception>
    public object? Result => _dispatcher is { HasDispatched: true }
        ? _dispatcher.Result
        : throw new InvalidOperationException($"The entity function has not run '{operation}': it has to await {nameof(TaskEntityDispatcher)}.{nameof(TaskEntityDispatcher.DispatchAsync)}.");

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context) =>
        parameter.ParameterType == typeof(TaskEntityDispatcher)
            ? ValueTask.FromResult<object?>(_dispatcher = new TaskEntityDispatcher(operation, context.InstanceServices))
            : throw new FunctionInputConverterException(
                $"The parameter '{parameter.Name}' of the function '{context.FunctionDefinition.Name}' has to be a {nameof(TaskEntityDispatcher)}.");
}
