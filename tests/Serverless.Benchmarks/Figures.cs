using System.Globalization;

namespace Serverless.Benchmarks;

/// <summary>Writes what was measured, one <c>figure: value</c> a line.</summary>
internal sealed class Figures(TextWriter output)
{
    /// <summary>Writes a figure whose unit is in its name.</summary>
    public void Add(string figure, double value)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure}: {value:0.##}"));
        output.Flush();
    }

    /// <summary>The value that half of the samples do not exceed.</summary>
    public static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToList();
        return sorted[(sorted.Count - 1) / 2];
    }
}
