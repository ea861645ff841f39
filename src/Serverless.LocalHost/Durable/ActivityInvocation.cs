using Microsoft.DurableTask;

namespace Serverless.LocalHost.Durable;

/// <summary>One attempt to run an activity.</summary>
public sealed class ActivityInvocation
{
    private readonly DataConverter _converter;

    internal ActivityInvocation(string name, string instanceId, int taskId, string? serializedInput, DataConverter converter)
    {
        Name = name;
        InstanceId = instanceId;
        TaskId = taskId;
        SerializedInput = serializedInput;
        _converter = converter;
    }

    public string Name { get; }

    /// <summary>The orchestration that called the activity.</summary>
    public string InstanceId { get; }

    /// <summary>The number of the call within its orchestration.</summary>
    public int TaskId { get; }

    public string? SerializedInput { get; }

    /// <summary>The input as the given type; null where there is none.</summary>
    public object? GetInput(Type type) => _converter.Deserialize(SerializedInput, type);

    public T? GetInput<T>() => _converter.Deserialize<T>(SerializedInput);
}
