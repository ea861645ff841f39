using System.Reflection;
using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>A method that runs an operation.</summary>
internal sealed class EntityMethod
{
    private const BindingFlags Operations = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    private readonly object _target;
    private readonly MethodInfo _method;

    private EntityMethod(object target, MethodInfo method)
    {
        _target = target;
        _method = method;
    }

    /// <summary>The public method of the operation's name, in any case; null where there is none.</summary>
    /// <exception cref="AmbiguousMatchException">There are several.</exception>
    public static EntityMethod? Find(object target, TaskEntityOperation operation) =>
        target.GetType().GetMethod(operation.Name, Operations) is { IsSpecialName: false } method && method.DeclaringType != typeof(object)
            ? new EntityMethod(target, method)
            : null;

    /// <exception cref="InvalidOperationException">The method has parameters that the operation does not fill.</exception>
    public async ValueTask<object?> InvokeAsync(TaskEntityOperation operation)
    {
        var returned = _method.Invoke(_target, BindingFlags.DoNotWrapExceptions, binder: null, Bind(operation), culture: null);
        switch (returned)
        {
            case Task task:
                await task;
                return _method.ReturnType.IsGenericType ? ResultOf(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when IsValueTaskOfResult(_method.ReturnType):
                var wrapped = (Task)_method.ReturnType.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!;
                await wrapped;
                return ResultOf(wrapped);
            default:
                return returned;
        }
    }

    private static bool IsValueTaskOfResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    private static object? ResultOf(Task task) => task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);

    private object?[] Bind(TaskEntityOperation operation)
    {
        var parameters = _method.GetParameters();
        var inputs = parameters.Count(parameter => !IsContext(parameter) && !IsOperation(parameter));
        return inputs <= 1
            ? [.. parameters.Select(parameter => Bind(parameter, operation))]
            : throw new InvalidOperationException(
                $"Error dispatching {operation} to '{_method}': it has {inputs} parameters for the input; an operation has one input.");
    }

    private object? Bind(ParameterInfo parameter, TaskEntityOperation operation)
    {
        if (IsContext(parameter))
        {
            return operation.Context;
        }

        if (IsOperation(parameter))
        {
            return operation;
        }

        if (operation.HasInput)
        {
            return operation.GetInput(parameter.ParameterType);
        }

        return parameter.HasDefaultValue
            ? parameter.DefaultValue
            : throw new InvalidOperationException(
                $"Error dispatching {operation} to '{_method}': there is no input for the parameter '{parameter.Name}'.");
    }

    private static bool IsContext(ParameterInfo parameter) => parameter.ParameterType.IsAssignableTo(typeof(TaskEntityContext));

    private static bool IsOperation(ParameterInfo parameter) => parameter.ParameterType.IsAssignableTo(typeof(TaskEntityOperation));
}
