using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.LocalHost.Invocation;

/// <summary>Calls a function's method: the innermost part of the pipeline.</summary>
internal static class FunctionExecutor
{
    // Nothing here resumes off the caller's synchronization context: an orchestrator's code is bound to the engine's.
    public static async Task ExecuteAsync(FunctionContext functionContext)
    {
        var context = (LocalFunctionContext)functionContext;
        var arguments = await ParameterBinder.BindAsync(context);
        var method = context.Function.Method;
        var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.InstanceServices, method.ReflectedType!);
        var returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        context.Result.Value = await CompleteAsync(returned, method.ReturnType);
    }

    private static async ValueTask<object?> CompleteAsync(object? returned, Type declared)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return declared.IsGenericType ? ResultOf(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await CompleteAsync(declared.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null), typeof(Task<>));
            default:
                return returned;
        }
    }

    private static object? ResultOf(Task task) => task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
}
