namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Events that nothing has waited for yet, and tasks that wait for events; names are compared without regard to case.</summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, Stack<IDurableTask>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> kept = [];

    public IReadOnlyList<(string Name, string? Payload)> Kept => kept;

    public bool AnyWaiting => _waiting.Values.Any(tasks => tasks.Any(task => !task.IsCompleted));

    public void Wait(string name, IDurableTask task)
    {
        var index = kept.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0 && task.TryComplete(kept[index].Payload))
        {
            kept.RemoveAt(index);
            return;
        }

        if (!_waiting.TryGetValue(name, out var tasks))
        {
            _waiting[name] = tasks = new Stack<IDurableTask>();
        }

        tasks.Push(task);
    }

    public void Raise(string name, string? payload)
    {
        if (_waiting.TryGetValue(name, out var tasks))
        {
            while (tasks.TryPop(out var task))
            {
                if (task.TryComplete(payload))
                {
                    return;
                }
            }
        }

        kept.Add((name, payload));
    }
}
