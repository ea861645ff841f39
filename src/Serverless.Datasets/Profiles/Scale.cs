namespace Serverless.Datasets.Profiles;

/// <summary>How the values of a <see cref="Distribution"/> are counted: equal steps between two ends.</summary>
/// <param name="Lower">Where the first bin begins; smaller values are counted in it.</param>
/// <param name="Upper">Where the last bin ends; larger values are counted in it.</param>
/// <param name="Bins">Number of bins, from 1.</param>
/// <param name="IsLogarithmic">Whether the steps are equal on a logarithmic scale; both ends are above 0 then.</param>
public sealed record Scale(double Lower, double Upper, int Bins, bool IsLogarithmic = false)
{
    /// <summary>The bin that counts a value.</summary>
    public int BinOf(double value)
    {
        var position = IsLogarithmic
            ? value <= Lower ? 0 : Math.Log(value / Lower) / Math.Log(Upper / Lower)
            : (value - Lower) / (Upper - Lower);
        return (int)Math.Clamp(position * Bins, 0, Bins - 1);
    }

    /// <summary>The value at a position between the bins.</summary>
    /// <param name="bin">From 0, where the first bin begins, to <see cref="Bins"/>, where the last one ends.</param>
    public double ValueAt(double bin) => IsLogarithmic
        ? Lower * Math.Pow(Upper / Lower, bin / Bins)
        : Lower + ((Upper - Lower) * bin / Bins);
}
