namespace Serverless.Training.Optimization;

/// <summary>
/// Scales the loss so that small gradients do not vanish in float16: up after many good steps, down at once where a gradient
/// overflows (Micikevicius et al., "Mixed precision training", ICLR 2018). Other precisions need no scale.
/// </summary>
internal sealed class LossScaler(Precision precision)
{
    private const double InitialScale = 1 << 16;
    private const double Growth = 2;
    private const int GrowthInterval = 2000;

    public double Scale { get; private set; } = precision == Precision.Float16 ? InitialScale : 1;

    /// <summary>Updates of the weights since the scale last changed.</summary>
    public int GoodSteps { get; private set; }

    /// <summary>Whether a smaller scale may mend a gradient that is not finite.</summary>
    public bool CanLower => precision == Precision.Float16 && Scale > 1;

    public void Succeeded()
    {
        if (precision == Precision.Float16 && ++GoodSteps == GrowthInterval)
        {
            Restore(Scale * Growth, goodSteps: 0);
        }
    }

    public void Overflowed() => Restore(Scale / Growth, goodSteps: 0);

    public void Restore(double scale, int goodSteps) => (Scale, GoodSteps) = (scale, goodSteps);
}
