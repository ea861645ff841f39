namespace Serverless.Training.Losses;

/// <summary>Weights of the three losses in their sum.</summary>
internal sealed record LossGains(double Box = 7.5, double Class = 0.5, double Distribution = 1.5)
{
    public static LossGains Of(TrainingOptions options) => new(options.BoxGain, options.ClassGain, options.DflGain);
}
