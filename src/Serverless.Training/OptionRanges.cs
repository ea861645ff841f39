using Serverless.Training.Networks;

namespace Serverless.Training;

/// <summary>What the options of a training may be.</summary>
internal static class OptionRanges
{
    private const int SmallestImage = 64;
    private const int ImageStep = 32;
    private const double LargestGain = 1000;

    /// <exception cref="TrainingException">A value is out of its range; the message says which one and what it may be.</exception>
    public static void Check(TrainingOptions options)
    {
        Architecture.Parse(options.Architecture);
        CheckRun(options);
        CheckInput(options);
        CheckOptimization(options);
        CheckMachine(options);
        options.Augmentation.Validate();
    }

    private static void CheckRun(TrainingOptions options)
    {
        AtLeast(1, options.Epochs, nameof(options.Epochs));
        AtLeast(0, options.Patience, nameof(options.Patience));
        AtLeast(0, options.CloseMosaic, nameof(options.CloseMosaic));
        var blocks = NetworkDeclaration.Create(options.Architecture, classes: 1).HeadBlock;
        Require(options.Freeze >= 0 && options.Freeze <= blocks, nameof(options.Freeze), options.Freeze, $"between 0 and {blocks} for {options.Architecture}");
    }

    private static void CheckInput(TrainingOptions options)
    {
        Require(
            options.ImageSize >= SmallestImage && options.ImageSize % ImageStep == 0, nameof(options.ImageSize), options.ImageSize, "a multiple of 32, at least 64");
        Require(options.MultiScale is >= 0 and <= 0.9, nameof(options.MultiScale), options.MultiScale, "between 0 and 0.9");
        AtLeast(1, options.BatchSize, nameof(options.BatchSize));
        AtLeast(1, options.NominalBatchSize, nameof(options.NominalBatchSize));
    }

    private static void CheckOptimization(TrainingOptions options)
    {
        Known(options.Optimizer, nameof(options.Optimizer));
        Require(options.LearningRate is null or (> 0 and <= 1), nameof(options.LearningRate), options.LearningRate ?? 0, "above 0 and at most 1");
        Share(options.FinalLearningRate, nameof(options.FinalLearningRate));
        BelowOne(options.Momentum ?? 0, nameof(options.Momentum));
        BelowOne(options.WeightDecay, nameof(options.WeightDecay));
        AtLeast(0, options.WarmUpEpochs, nameof(options.WarmUpEpochs));
        BelowOne(options.WarmUpMomentum, nameof(options.WarmUpMomentum));
        Share(options.WarmUpBiasLearningRate ?? 0, nameof(options.WarmUpBiasLearningRate));
        AtLeast(0, options.GradientClipping, nameof(options.GradientClipping));
        BelowOne(options.AverageDecay, nameof(options.AverageDecay));
        Require(options.AverageRamp > 0 && double.IsFinite(options.AverageRamp), nameof(options.AverageRamp), options.AverageRamp, "above 0");
        Gain(options.BoxGain, nameof(options.BoxGain));
        Gain(options.ClassGain, nameof(options.ClassGain));
        Gain(options.DflGain, nameof(options.DflGain));
    }

    private static void CheckMachine(TrainingOptions options)
    {
        Known(options.Precision, nameof(options.Precision));
        Require(options.Workers is >= 0 and <= 256, nameof(options.Workers), options.Workers, "between 0 and 256");
        Require(options.Threads is >= 0 and <= 1024, nameof(options.Threads), options.Threads, "between 0 and 1024");
        AtLeast(0, options.CacheBytes, nameof(options.CacheBytes));
        AtLeast(0, options.DiskCacheBytes, nameof(options.DiskCacheBytes));
        if (options.Device is not ("auto" or "cpu" or "cuda"))
        {
            throw new TrainingException($"{nameof(options.Device)} is '{options.Device}'; it has to be auto, cpu or cuda.");
        }
    }

    private static void AtLeast(double least, double value, string name) =>
        Require(value >= least && double.IsFinite(value), name, value, FormattableString.Invariant($"at least {least}"));

    private static void Share(double value, string name) => Require(value is >= 0 and <= 1, name, value, "between 0 and 1");

    private static void BelowOne(double value, string name) => Require(value is >= 0 and < 1, name, value, "at least 0 and below 1");

    private static void Gain(double value, string name) => Require(value is >= 0 and <= LargestGain, name, value, "between 0 and 1000");

    private static void Known<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new TrainingException($"{name} is {value}; it has to be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TrainingException(FormattableString.Invariant($"{name} is {value}; it has to be {range}."));
        }
    }
}
