using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

public sealed class TrainingSettingsTests
{
    /// <summary>The pipeline checks requests without the trainer at hand, so it has a list of its own.</summary>
    [Fact]
    public void KnownArchitectures_OfThePipeline_AreThoseOfTheTrainer() =>
        Assert.Equal(TrainingOptions.Architectures.Order(), TrainingSettings.KnownArchitectures.Order());
}
