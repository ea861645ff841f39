using System.Globalization;

namespace Serverless.Video;

/// <summary>A fraction, as containers state time bases (seconds per tick) and frame rates (frames per second).</summary>
public readonly record struct Rational(int Numerator, int Denominator)
{
    /// <summary>Whether both parts are positive: <c>0/0</c> and <c>0/1</c> stand for "unknown" in a container.</summary>
    public bool IsPositive => Numerator > 0 && Denominator > 0;

    public double ToDouble() => (double)Numerator / Denominator;

    /// <summary>Reads <c>30000/1001</c>; anything else gives 0/0.</summary>
    internal static Rational Parse(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var denominator)
                ? new(numerator, denominator)
                : default;
    }

    /// <summary><paramref name="ticks"/> of this time base in units of 1/<paramref name="unitsPerSecond"/> s, rounded to the nearest.</summary>
    internal long Rescale(long ticks, long unitsPerSecond)
    {
        var scaled = (Int128)ticks * Numerator * unitsPerSecond;
        var half = Denominator / 2;
        return (long)((scaled + (scaled < 0 ? -half : half)) / Denominator);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
