namespace Serverless.Cli.Tests.Demo;

/// <summary>Tests that share one running pipeline, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RunningPipeline : ICollectionFixture<PipelineFixture>
{
    public const string Name = "Pipeline";
}
