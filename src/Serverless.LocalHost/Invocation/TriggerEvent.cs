using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

/// <summary>What set a function off.</summary>
internal abstract class TriggerEvent
{
    /// <summary>Why the function runs, for the log.</summary>
    public abstract string Reason { get; }

    /// <summary>The named values that the trigger brings.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }

    /// <summary>The value of the trigger parameter.</summary>
    public abstract ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context);

    /// <summary>A value for a parameter that nothing else gives one.</summary>
    public virtual bool TryBindUnnamed(ParameterInfo parameter, out object? value)
    {
        value = null;
        return false;
    }
}
