using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Means of the losses over the batches so far.</summary>
/// <param name="sums">What to go on from.</param>
internal sealed class LossMeans(LossSums sums)
{
    public LossMeans()
        : this(new LossSums(0, 0, 0, 0))
    {
    }

    public LossSums Sums { get; private set; } = sums;

    public double Box => Mean(Sums.Box);

    public double Class => Mean(Sums.Class);

    public double Distribution => Mean(Sums.Distribution);

    /// <param name="parts">[3] as in <see cref="Losses.LossValues"/>.</param>
    /// <returns>Whether all of them are finite numbers.</returns>
    public bool Add(Tensor parts)
    {
        var values = parts.cpu().data<float>();
        Sums = new LossSums(Sums.Box + values[0], Sums.Class + values[1], Sums.Distribution + values[2], Sums.Batches + 1);
        return float.IsFinite(values[0]) && float.IsFinite(values[1]) && float.IsFinite(values[2]);
    }

    private double Mean(double sum) => Sums.Batches == 0 ? 0 : sum / Sums.Batches;
}
