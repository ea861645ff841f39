namespace Serverless.Training.Optimization;

/// <summary>Which optimizer, with which peak values.</summary>
/// <param name="Momentum">Of SGD, or beta 1 of AdamW.</param>
/// <param name="BiasWarmUpLearningRate">Learning rate of biases that the warm-up starts from.</param>
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
        var iterations = Math.Ceiling(images / (double)Math.Max(options.BatchSize, options.NominalBatchSize)) * options.Epochs;
        var automatic = options.Optimizer == OptimizerKind.Auto;
        var sgd = options.Optimizer == OptimizerKind.Sgd || (automatic && iterations > LongRun);
        var own = sgd
            ? new OptimizerPlan(OptimizerKind.Sgd, SgdLearningRate, SgdMomentum, automatic ? 0 : SgdBiasWarmUpLearningRate, DecayOf(options))
            : new OptimizerPlan(OptimizerKind.AdamW, Math.Round(0.002 * 5 / (4 + classes), 6), AdamMomentum, 0, DecayOf(options));
        return own with
        {
            LearningRate = options.LearningRate ?? own.LearningRate,
            Momentum = options.Momentum ?? own.Momentum,
            BiasWarmUpLearningRate = options.WarmUpBiasLearningRate ?? own.BiasWarmUpLearningRate,
        };
    }

    /// <summary>The same with all learning rates multiplied.</summary>
    public OptimizerPlan Scaled(double factor) => this with
    {
        LearningRate = LearningRate * factor,
        BiasWarmUpLearningRate = BiasWarmUpLearningRate * factor,
    };

    private static double DecayOf(TrainingOptions options) =>
        options.WeightDecay * options.BatchSize * LearningRateSchedule.AccumulationOf(options) / options.NominalBatchSize;
}
