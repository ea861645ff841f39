namespace Serverless.Training.Optimization;

/// <summary>Which optimizer, with which peak values.</summary>
/// <param name="WeightDecay">Scaled to the batch size that is really reached by accumulation.</param>
internal sealed record OptimizerPlan(
    OptimizerKind Kind, double LearningRate, double Momentum, double BiasWarmUpLearningRate, double WeightDecay)
{
    private const int LongRun = 10_000;
    private const double SgdLearningRate = 0.01;
    private const double SgdMomentum = 0.937;
    private const double SgdBiasWarmUpLearningRate = 0.1;
    private const double AdamMomentum = 0.9;

    /// <summary>Resolves <see cref="OptimizerKind.Auto"/>: AdamW for runs of up to 10,000 steps of the nominal batch, SGD beyond.</summary>
    public static OptimizerPlan Create(TrainingOptions options, int images, int classes)
    {
        var accumulation = LearningRateSchedule.AccumulationOf(options);
        var decay = options.WeightDecay * options.BatchSize * accumulation / options.NominalBatchSize;
        var iterations = Math.Ceiling(images / (double)Math.Max(options.BatchSize, options.NominalBatchSize)) * options.Epochs;
        var automatic = options.Optimizer == OptimizerKind.Auto;
        if (options.Optimizer == OptimizerKind.Sgd || (automatic && iterations > LongRun))
        {
            return new OptimizerPlan(
                OptimizerKind.Sgd,
                options.LearningRate ?? SgdLearningRate,
                SgdMomentum,
                automatic ? 0 : SgdBiasWarmUpLearningRate,
                decay);
        }

        var rate = options.LearningRate ?? Math.Round(0.002 * 5 / (4 + classes), 6);
        return new OptimizerPlan(OptimizerKind.AdamW, rate, AdamMomentum, BiasWarmUpLearningRate: 0, decay);
    }
}
