namespace Serverless.Datasets.Tests.Support;

/// <summary>Tests that measure the process and so run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "run alone";
}
