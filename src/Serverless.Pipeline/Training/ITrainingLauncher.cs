namespace Serverless.Pipeline.Training;

/// <summary>Starts training jobs somewhere and looks after them.</summary>
public interface ITrainingLauncher
{
    /// <summary>Name in <see cref="JobExecution.Launcher"/>.</summary>
    string Name { get; }

    /// <summary>Starts the job of a run. Returns what it is found again by.</summary>
    /// <param name="attempt">From 1; higher after a machine was lost.</param>
    Task<string> StartAsync(string runId, int attempt, CancellationToken cancellationToken);

    /// <summary>Whether the execution may still bring a result.</summary>
    Task<bool> IsAliveAsync(string executionName, CancellationToken cancellationToken);

    /// <summary>Ends the execution. Nothing happens where it has ended.</summary>
    Task StopAsync(string executionName, CancellationToken cancellationToken);
}
