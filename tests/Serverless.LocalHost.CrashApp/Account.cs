using Microsoft.DurableTask.Entities;

namespace Serverless.LocalHost.CrashApp;

/// <summary>An entity whose state tells whether an operation was lost or counted twice.</summary>
public sealed class Account : TaskEntity<int>
{
    public void Deposit(int amount) => State += amount;

    public int Get() => State;
}
