namespace Serverless.Training.Optimization;

/// <summary>Learning rate, momentum and accumulation of every step: a warm-up, then a fall to a small fraction.</summary>
/// <param name="stepsPerEpoch">Batches in an epoch.</param>
/// <param name="plan">The optimizer's peak values.</param>
internal sealed class LearningRateSchedule(TrainingOptions options, int stepsPerEpoch, OptimizerPlan plan)
{
    private const int MinimumWarmUpSteps = 100;

    /// <summary>Steps over which the learning rate rises from 0, the accumulation from 1.</summary>
    public int WarmUpSteps { get; } = options.WarmUpEpochs > 0
        ? Math.Max((int)Math.Round(options.WarmUpEpochs * stepsPerEpoch), MinimumWarmUpSteps)
        : 0;

    /// <summary>Batches that make up the nominal batch size.</summary>
    public int Accumulation { get; } = AccumulationOf(options);

    public static int AccumulationOf(TrainingOptions options) =>
        Math.Max(1, (int)Math.Round(options.NominalBatchSize / (double)options.BatchSize));

    /// <param name="epoch">From 0.</param>
    /// <param name="step">From 0, over all epochs.</param>
    public StepSettings At(int epoch, int step)
    {
        var peak = plan.LearningRate * FractionAt(epoch);
        if (step >= WarmUpSteps)
        {
            return new StepSettings(peak, peak, plan.Momentum, Accumulation);
        }

        var progress = step / (double)WarmUpSteps;
        return new StepSettings(
            peak * progress,
            double.Lerp(plan.BiasWarmUpLearningRate, peak, progress),
            double.Lerp(options.WarmUpMomentum, plan.Momentum, progress),
            Math.Max(1, (int)Math.Round(double.Lerp(1, options.NominalBatchSize / (double)options.BatchSize, progress))));
    }

    /// <summary>Share of the peak learning rate in an epoch, from 1 down to <see cref="TrainingOptions.FinalLearningRate"/>.</summary>
    public double FractionAt(int epoch)
    {
        var progress = Math.Min(1, epoch / (double)options.Epochs);
        var remaining = options.CosineSchedule ? (1 + Math.Cos(Math.PI * progress)) / 2 : 1 - progress;
        return options.FinalLearningRate + (remaining * (1 - options.FinalLearningRate));
    }
}
