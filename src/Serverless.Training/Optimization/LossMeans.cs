using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Means of the losses over the batches so far.</summary>
internal sealed class LossMeans
{
    private readonly double[] _sums = new double[3];
    private int _batches;

    public double Box => Mean(0);

    public double Class => Mean(1);

    public double Distribution => Mean(2);

    /// <param name="parts">[3] as in <see cref="Losses.LossValues"/>.</param>
    /// <returns>Whether all of them are finite numbers.</returns>
    public bool Add(Tensor parts)
    {
        var values = parts.cpu().data<float>();
        _batches++;
        var finite = true;
        for (var i = 0; i < _sums.Length; i++)
        {
            var value = values[i];
            finite &= float.IsFinite(value);
            _sums[i] += value;
        }

        return finite;
    }

    private double Mean(int part) => _batches == 0 ? 0 : _sums[part] / _batches;
}
