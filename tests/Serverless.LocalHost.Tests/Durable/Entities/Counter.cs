using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.Tests.Durable.Entities;

/// <summary>An entity with a number.</summary>
internal sealed class Counter : TaskEntity<int>
{
    public static EntityInstanceId Id(string key) => new("Counter", key);

    public int Add(int amount) => State += amount;

    public int Get() => State;

    public async Task<int> AddLater(int amount, TaskEntityContext context)
    {
        await Task.Yield();
        return context.Id.Name == "counter" ? Add(amount) : -1;
    }

    /// <summary>Changes the state, signals and then fails: nothing of it may be seen.</summary>
    public void AddAndFail(int amount)
    {
        State += amount;
        Context.SignalEntity(Id("other"), "add", amount);
        throw new InvalidDataException("no such amount", new IOException("disk"));
    }

    public void Forward(int amount)
    {
        for (var i = 0; i < amount; i++)
        {
            Context.SignalEntity(Id("target"), "add", 1);
        }
    }

    public string StartOrchestration(string instanceId) =>
        Context.ScheduleNewOrchestration("Started", State, new StartOrchestrationOptions(instanceId));
}
