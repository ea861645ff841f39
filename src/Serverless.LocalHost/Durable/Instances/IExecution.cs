namespace Serverless.LocalHost.Durable.Instances;

/// <summary>What the messages for one instance act on. Not for several threads at once.</summary>
internal interface IExecution
{
    /// <summary>The state as it is stored; null where there is none.</summary>
    InstanceState? Published { get; }

    /// <summary>Whether nothing can happen any more without a message.</summary>
    bool IsOver { get; }

    /// <summary>Has the instance read anew.</summary>
    void Forget();

    Task LoadAsync();

    Task ProcessAsync(InstanceMessage message);

    /// <summary>Commits what has come, and goes on.</summary>
    Task AdvanceAsync();
}
