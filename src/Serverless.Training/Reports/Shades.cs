using ScottPlot;

namespace Serverless.Training.Reports;

/// <summary>White for nothing, dark blue for the most; the root makes little visible beside much.</summary>
internal sealed class Shades : IColormap
{
    public string Name => "Shades";

    /// <param name="position">0 to 1.</param>
    public Color GetColor(double position)
    {
        var strength = double.IsNaN(position) ? 0 : Math.Sqrt(Math.Clamp(position, 0, 1));
        var (white, dark) = (Colors.White, PlotStyle.Emphasis);
        return new Color(Between(white.R, dark.R), Between(white.G, dark.G), Between(white.B, dark.B));

        byte Between(byte from, byte to) => (byte)Math.Round(from + (strength * (to - from)));
    }
}
