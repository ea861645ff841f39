using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>Mean and variance of every channel over all maps added, in double precision.</summary>
internal sealed class ChannelStatistics : IDisposable
{
    private readonly Tensor _sum;
    private readonly Tensor _squares;
    private long _cells;

    public ChannelStatistics(long channels, Device device)
    {
        _sum = zeros(channels, float64, device).DetachFromDisposeScope();
        _squares = zeros(channels, float64, device).DetachFromDisposeScope();
    }

    /// <param name="maps">[images, channels, height, width].</param>
    public void Add(Tensor maps)
    {
        using var scope = NewDisposeScope();
        _sum.add_(maps.sum([0, 2, 3], type: float64));
        _squares.add_(maps.square().sum([0, 2, 3], type: float64));
        _cells += maps.shape[0] * maps.shape[2] * maps.shape[3];
    }

    /// <summary>[channels].</summary>
    public Tensor Mean() => _sum / _cells;

    /// <summary>[channels], not negative.</summary>
    public Tensor Variance() => ((_squares / _cells) - Mean().square()).clamp_min(0);

    public void Dispose()
    {
        _sum.Dispose();
        _squares.Dispose();
    }
}
