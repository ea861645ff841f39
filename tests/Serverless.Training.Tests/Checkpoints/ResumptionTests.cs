using Serverless.Training.Checkpoints;

namespace Serverless.Training.Tests.Checkpoints;

[Collection(RunAlone.Name)]
public sealed class ResumptionTests(ResumptionTests.Uninterrupted uninterrupted) : IClassFixture<ResumptionTests.Uninterrupted>
{
    [Theory]
    [InlineData(TrainingStage.Loading, 0, 3)]
    [InlineData(TrainingStage.Validating, 2, 1)]
    public void Resume_InterruptedAnywhere_EndsAsIfItHadNotBeen(TrainingStage stage, int epoch, int step) => AssertResumes(stage, epoch, step);

    [Theory]
    [InlineData(TrainingStage.Training, 1, 1)]
    [InlineData(TrainingStage.Training, 2, 0)]
    [InlineData(TrainingStage.Training, 2, 2)]
    [Trait("Category", "Long")]
    public void Resume_InterruptedAnywhereInAnEpoch_EndsAsIfItHadNotBeen(TrainingStage stage, int epoch, int step) => AssertResumes(stage, epoch, step);

    [Fact]
    public void Resume_InterruptedTwice_EndsAsIfItHadNotBeen()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        Runs.Interrupt(Runs.Options, Runs.Data(), folder, progress => (progress.Epoch, progress.Step) == (1, 2));
        Assert.ThrowsAny<OperationCanceledException>(() => Runs.Resume(
            Runs.Data(), folder, observe: Runs.CancelWhen(progress => (progress.Epoch, progress.Step) == (3, 1), source), cancellationToken: source.Token));

        var resumed = Runs.Resume(Runs.Data(), folder);

        uninterrupted.AssertSame(resumed, folder);
    }

    [Fact]
    public void Resume_KilledBeforeTheExport_ExportsOnly()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);
        File.Delete(folder.File("model.onnx"));

        var resumed = Runs.Resume(Runs.Data(), folder);

        uninterrupted.AssertSame(resumed, folder);
        Assert.True(File.Exists(folder.File("model.onnx")));
    }

    [Fact]
    public void Resume_Complete_SaysSoAndHowToTrainOn()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);

        Assert.True(TrainingCheckpoint.Read(folder.Path).IsComplete);
        var exception = Assert.Throws<TrainingException>(() => Runs.Resume(Runs.Data(), folder));

        Assert.Contains("complete", exception.Message, StringComparison.Ordinal);
        Assert.Contains("more epochs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_CompleteWithMoreEpochs_TrainsOn()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);

        var result = Runs.Resume(Runs.Data(), folder, new ResumeOptions { Epochs = 4 });

        Assert.Equal([1, 2, 3, 4], result.Epochs.Select(metrics => metrics.Epoch));
        Assert.Equal(uninterrupted.Result.Epochs, result.Epochs.Take(3));
        Assert.Equal(5, File.ReadAllLines(folder.File("metrics.csv")).Length);
    }

    [Fact]
    public void Resume_FewerEpochsThanDone_IsRefused()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);

        Assert.Throws<TrainingException>(() => Runs.Resume(Runs.Data(), folder, new ResumeOptions { Epochs = 2 }));
    }

    [Fact]
    public void Resume_OtherData_IsRefused()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);

        var exception = Assert.Throws<TrainingException>(() => Runs.Resume(Runs.Data(count: 13), folder, new ResumeOptions { Epochs = 4 }));

        Assert.Contains("12 + 8 images then, 13 + 8 now", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoTraining_SaysThatThereIsNone()
    {
        using var folder = new TemporaryFolder();

        var exception = Assert.Throws<TrainingException>(() => TrainingCheckpoint.Read(folder.Path));

        Assert.Contains("no training to go on with", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TruncatedCheckpoint_IsRefused()
    {
        using var folder = new TemporaryFolder();
        uninterrupted.CopyTo(folder);
        using (var file = File.OpenWrite(folder.File(Checkpoint.FileName)))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.Throws<TrainingException>(() => TrainingCheckpoint.Read(folder.Path));
    }

    [Fact]
    public void ReadState_Options_AreThoseOfTheRun()
    {
        var state = Checkpoint.ReadState(Path.Combine(uninterrupted.Folder, Checkpoint.FileName));

        Assert.Equal(Runs.Options, state.Options);
        Assert.Equal(uninterrupted.Result.Epochs, state.History);
    }

    private void AssertResumes(TrainingStage stage, int epoch, int step)
    {
        using var folder = new TemporaryFolder();
        Runs.Interrupt(Runs.Options, Runs.Data(), folder, progress => (progress.Stage, progress.Epoch, progress.Step) == (stage, epoch, step));

        var resumed = Runs.Resume(Runs.Data(), folder);

        uninterrupted.AssertSame(resumed, folder);
    }

    /// <summary>One training to compare with.</summary>
    public sealed class Uninterrupted : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Uninterrupted() => Result = Runs.Train(Runs.Options, Runs.Data(), _folder);

        public TrainingResult Result { get; }

        public string Folder => _folder.Path;

        internal void CopyTo(TemporaryFolder folder)
        {
            foreach (var file in Directory.GetFiles(_folder.Path))
            {
                File.Copy(file, folder.File(Path.GetFileName(file)));
            }
        }

        internal void AssertSame(TrainingResult other, TemporaryFolder folder)
        {
            Assert.Equal(Result.Epochs.Select(WithoutTimes), other.Epochs.Select(WithoutTimes));
            foreach (var file in (string[])["weights.safetensors", "last.safetensors"])
            {
                Assert.Equal(File.ReadAllBytes(_folder.File(file)), File.ReadAllBytes(folder.File(file)));
            }
        }

        public void Dispose() => _folder.Dispose();

        private static EpochMetrics WithoutTimes(EpochMetrics metrics) => metrics with { Seconds = 0, ImagesPerSecond = 0 };
    }
}
