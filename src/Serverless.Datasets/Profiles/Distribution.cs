namespace Serverless.Datasets.Profiles;

/// <summary>
/// How values are distributed: a histogram with mean and variance. Two of one scale merge into that of all their values, so
/// that parts can be measured apart.
/// </summary>
public sealed record Distribution
{
    public required Scale Scale { get; init; }

    /// <summary>Values by bin.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>Number of values.</summary>
    public required long Count { get; init; }

    /// <summary>0 where there are no values, as the following.</summary>
    public required double Mean { get; init; }

    /// <summary>Mean squared deviation from <see cref="Mean"/>.</summary>
    public required double Variance { get; init; }

    public required double Minimum { get; init; }

    public required double Maximum { get; init; }

    /// <summary>Estimates of the 5th, 25th, 50th, 75th and 95th percentile.</summary>
    public IReadOnlyList<double> Quantiles => [Quantile(0.05), Quantile(0.25), Quantile(0.5), Quantile(0.75), Quantile(0.95)];

    public static Distribution Of(Scale scale, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(values);
        var counts = new long[scale.Bins];
        var (count, mean, squares, minimum, maximum) = (0L, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            counts[scale.BinOf(value)]++;
            count++;
            var deviation = value - mean;
            mean += deviation / count;
            squares += deviation * (value - mean);
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        return new Distribution
        {
            Scale = scale,
            Counts = counts,
            Count = count,
            Mean = mean,
            Variance = count > 0 ? squares / count : 0,
            Minimum = count > 0 ? minimum : 0,
            Maximum = count > 0 ? maximum : 0,
        };
    }

    /// <summary>The distribution of the values of both (variance after Chan, Golub and LeVeque 1979).</summary>
    /// <exception cref="ArgumentException">The other one is counted on another scale.</exception>
    public Distribution Merge(Distribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Scale != Scale)
        {
            throw new ArgumentException($"Counted on {other.Scale}, not on {Scale}.", nameof(other));
        }

        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var count = Count + other.Count;
        var share = (double)other.Count / count;
        var difference = other.Mean - Mean;
        return this with
        {
            Counts = [.. Counts.Zip(other.Counts, (mine, others) => mine + others)],
            Count = count,
            Mean = Mean + (difference * share),
            Variance = (Variance * (1 - share)) + (other.Variance * share) + (difference * difference * share * (1 - share)),
            Minimum = Math.Min(Minimum, other.Minimum),
            Maximum = Math.Max(Maximum, other.Maximum),
        };
    }

    /// <summary>Estimates the value below which a share of the values lies, as exact as the bins are narrow; 0 without values.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        var wanted = share * Count;
        var below = 0L;
        for (var bin = 0; bin < Counts.Count; bin++)
        {
            if (Counts[bin] > 0 && below + Counts[bin] >= wanted)
            {
                return Math.Clamp(Scale.ValueAt(bin + ((wanted - below) / Counts[bin])), Minimum, Maximum);
            }

            below += Counts[bin];
        }

        return 0;
    }
}
