namespace Serverless.Benchmarks.Training;

/// <summary>The parts of a training step: optimizer includes clipping and the moving average.</summary>
internal sealed record StepTimes(int Images, TimeSpan Forward, TimeSpan Loss, TimeSpan Backward, TimeSpan Optimizer)
{
    public TimeSpan Total => Forward + Loss + Backward + Optimizer;

    public double ImagesPerSecond => Images / Total.TotalSeconds;
}
