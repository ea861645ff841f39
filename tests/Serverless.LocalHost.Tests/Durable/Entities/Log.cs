using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Tests.Durable.Entities;

/// <summary>An entity that keeps what it is told, in the order of its coming.</summary>
internal sealed class Log : TaskEntity<List<string>>
{
    public static EntityInstanceId Id(string key) => new(nameof(Log), key);

    public void Append(string text) => State.Add(text);

    public IReadOnlyList<string> Read() => State;
}
