namespace Serverless.Training.Tests;

/// <summary>
/// Tests that compare two trainings number by number: initial weights come from the process's one random generator, which tests beside
/// them would draw from.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "alone";
}
