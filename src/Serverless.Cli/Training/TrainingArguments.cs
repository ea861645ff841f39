using System.CommandLine;
using System.Globalization;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Every knob of a training as an option of the command line.</summary>
internal sealed class TrainingArguments
{
    private static readonly TrainingOptions s_defaults = new();

    private readonly List<Option> _options = [];
    private readonly List<Func<TrainingOptions, ParseResult, TrainingOptions>> _setters = [];

    public TrainingArguments()
    {
        AddRun();
        AddOptimization();
        AddAugmentation();
        AddMachine();
    }

    public IReadOnlyList<Option> Options => _options;

    public TrainingOptions Read(ParseResult parsed) => _setters.Aggregate(s_defaults, (options, set) => set(options, parsed));

    private void AddRun()
    {
        Add("--architecture", $"One of {string.Join(", ", TrainingOptions.Architectures)}.", s_defaults.Architecture, (options, value) => options with { Architecture = value });
        Add("--epochs", "Passes over the training images.", s_defaults.Epochs, (options, value) => options with { Epochs = value });
        Add("--image-size", "Side of the network input in pixels, a multiple of 32.", s_defaults.ImageSize, (options, value) => options with { ImageSize = value });
        Add("--multi-scale", "Largest change of that side from batch to batch, as a share: 0.5 gives half to one and a half times the size.", s_defaults.MultiScale, (options, value) => options with { MultiScale = value });
        Add("--batch", "Images a step; halved where memory does not suffice in the first epoch.", s_defaults.BatchSize, (options, value) => options with { BatchSize = value });
        Add("--nominal-batch", "Images that an update of the weights is made from; fewer make more updates.", s_defaults.NominalBatchSize, (options, value) => options with { NominalBatchSize = value });
        Add("--patience", "Epochs without a better model after which training stops; 0 for never.", s_defaults.Patience, (options, value) => options with { Patience = value });
        Add("--freeze", "Blocks at the beginning of the network whose parameters stay as they are; 10 is the backbone.", s_defaults.Freeze, (options, value) => options with { Freeze = value });
        Add("--seed", "Seed of weights, shuffling and augmentation.", s_defaults.Seed, (options, value) => options with { Seed = value });
    }

    private void AddOptimization()
    {
        Add("--optimizer", "Auto, AdamW or Sgd.", s_defaults.Optimizer, (options, value) => options with { Optimizer = value });
        Add<double?>("--learning-rate", "Peak learning rate. Default: chosen by the recipe.", null, (options, value) => options with { LearningRate = value });
        Add("--final-learning-rate", "Share of the peak learning rate that is left at the end.", s_defaults.FinalLearningRate, (options, value) => options with { FinalLearningRate = value });
        Add("--cosine", "Let the learning rate fall by a cosine instead of a line.", s_defaults.CosineSchedule, (options, value) => options with { CosineSchedule = value });
        Add<double?>("--momentum", "Momentum of SGD, beta 1 of AdamW. Default: chosen by the recipe.", null, (options, value) => options with { Momentum = value });
        Add("--weight-decay", "Pull of the convolutions' weights towards 0.", s_defaults.WeightDecay, (options, value) => options with { WeightDecay = value });
        Add("--warm-up-epochs", "Epochs of warm-up, never less than 100 steps; 0 for none.", s_defaults.WarmUpEpochs, (options, value) => options with { WarmUpEpochs = value });
        Add("--warm-up-momentum", "Momentum that the warm-up starts from.", s_defaults.WarmUpMomentum, (options, value) => options with { WarmUpMomentum = value });
        Add<double?>("--warm-up-bias-rate", "Learning rate of biases that the warm-up starts from. Default: chosen by the recipe.", null, (options, value) => options with { WarmUpBiasLearningRate = value });
        Add("--gradient-clipping", "Largest norm of the gradient; 0 for no limit.", s_defaults.GradientClipping, (options, value) => options with { GradientClipping = value });
        Add("--average-decay", "Share of the averaged model that stays at an update; 0 for no averaging.", s_defaults.AverageDecay, (options, value) => options with { AverageDecay = value });
        Add("--average-ramp", "Updates after which that share has come to 63 %.", s_defaults.AverageRamp, (options, value) => options with { AverageRamp = value });
        Add("--box-gain", "Weight of the box loss.", s_defaults.BoxGain, (options, value) => options with { BoxGain = value });
        Add("--class-gain", "Weight of the class loss.", s_defaults.ClassGain, (options, value) => options with { ClassGain = value });
        Add("--dfl-gain", "Weight of the distribution focal loss.", s_defaults.DflGain, (options, value) => options with { DflGain = value });
    }

    private void AddAugmentation()
    {
        var defaults = s_defaults.Augmentation;
        void Vary(string name, string description, double value, Func<AugmentationOptions, double, AugmentationOptions> set) =>
            Add(name, description, value, (options, given) => options with { Augmentation = set(options.Augmentation, given) });

        Add("--close-mosaic", "Epochs at the end that see whole images instead of mosaics.", s_defaults.CloseMosaic, (options, value) => options with { CloseMosaic = value });
        Vary("--mosaic", "Probability that four images are joined to one.", defaults.Mosaic, (options, value) => options with { Mosaic = value });
        Vary("--mix-up", "Probability that an image is blended with another one.", defaults.MixUp, (options, value) => options with { MixUp = value });
        Vary("--translate", "Largest shift, as a share of the image size.", defaults.Translate, (options, value) => options with { Translate = value });
        Vary("--scale", "Largest change of the size: 0.5 gives factors from 0.5 to 1.5.", defaults.Scale, (options, value) => options with { Scale = value });
        Vary("--degrees", "Largest rotation to either side in degrees.", defaults.Degrees, (options, value) => options with { Degrees = value });
        Vary("--shear", "Largest shear to either side in degrees.", defaults.Shear, (options, value) => options with { Shear = value });
        Vary("--perspective", "Largest perspective, 0 to 0.001.", defaults.Perspective, (options, value) => options with { Perspective = value });
        Vary("--flip-left-right", "Probability of a mirror image.", defaults.FlipLeftRight, (options, value) => options with { FlipLeftRight = value });
        Vary("--flip-up-down", "Probability of an image upside down.", defaults.FlipUpDown, (options, value) => options with { FlipUpDown = value });
        Vary("--hue", "Largest relative change of the hue.", defaults.Hue, (options, value) => options with { Hue = value });
        Vary("--saturation", "Largest relative change of the saturation.", defaults.Saturation, (options, value) => options with { Saturation = value });
        Vary("--value", "Largest relative change of the brightness.", defaults.Value, (options, value) => options with { Value = value });
        Vary("--brightness", "Largest change of the brightness, as a share of white.", defaults.Brightness, (options, value) => options with { Brightness = value });
        Vary("--contrast", "Largest relative change of the contrast.", defaults.Contrast, (options, value) => options with { Contrast = value });
        Vary("--blur", "Probability of a blurred image.", defaults.Blur, (options, value) => options with { Blur = value });
        Vary("--noise", "Probability of a noisy image.", defaults.Noise, (options, value) => options with { Noise = value });
        Vary("--noise-deviation", "Largest deviation of the noise, as a share of white.", defaults.NoiseDeviation, (options, value) => options with { NoiseDeviation = value });
        Add("--blur-size", "Side of the largest kernel that blurs, in pixels, odd.", defaults.BlurSize, (options, value) => options with { Augmentation = options.Augmentation with { BlurSize = value } });
    }

    private void AddMachine()
    {
        Add("--device", "auto, cpu or cuda.", s_defaults.Device, (options, value) => options with { Device = value });
        Add("--precision", "Float32, BFloat16 or Float16: numbers that convolutions are computed with.", s_defaults.Precision, (options, value) => options with { Precision = value });
        Add<bool?>("--channels-last", "Keep a pixel's channels side by side in memory; of effect on speed alone. Default: where it pays.", null, (options, value) => options with { ChannelsLast = value });
        Add("--workers", "Threads that prepare images; 0 for a choice by the number of processors.", s_defaults.Workers, (options, value) => options with { Workers = value });
        Add("--threads", "Threads that compute; 0 for one a processor.", s_defaults.Threads, (options, value) => options with { Threads = value });
        Add("--cache-mb", "Memory for decoded images in megabytes.", s_defaults.CacheBytes >> 20, (options, value) => options with { CacheBytes = value << 20 });
        Add("--disk-cache-mb", "Disk for decoded images that do not fit into memory, in megabytes; at most half of what is free.", s_defaults.DiskCacheBytes >> 20, (options, value) => options with { DiskCacheBytes = value << 20 });
    }

    private void Add<T>(string name, string description, T value, Func<TrainingOptions, T, TrainingOptions> set)
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => value };
        if (typeof(T) == typeof(double) || typeof(T) == typeof(double?))
        {
            // Whatever the culture of the machine, the point is a point.
            option.CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? (T)(object)number
                : Refuse<T>(result);
        }

        _options.Add(option);
        _setters.Add((options, parsed) => set(options, parsed.GetValue(option)!));
    }

    private static T Refuse<T>(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not a number, such as 0.01.");
        return default!;
    }
}
