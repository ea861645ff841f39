namespace Serverless.Training.Tests;

/// <summary>
/// Tests whose outcome follows from a seed: initial weights come from the process's one random generator, which tests beside them would
/// draw from. Also tests that count the tensors of the process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "alone";
}
