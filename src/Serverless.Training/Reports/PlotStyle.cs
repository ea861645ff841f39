using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Serverless.Training.Weights;

namespace Serverless.Training.Reports;

/// <summary>What the pictures of an evaluation have in common.</summary>
internal static class PlotStyle
{
    public const float FontSize = 18;

    private const int LongestName = 22;

    private static readonly string[] s_fonts = ["Open Sans", "DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial"];

    // Where none of them is installed, what the library falls back to.
    private static readonly string s_font =
        s_fonts.Intersect(SkiaSharp.SKFontManager.Default.FontFamilies, StringComparer.Ordinal).FirstOrDefault() ?? Fonts.Default;

    /// <summary>Of what concerns all classes.</summary>
    public static Color Emphasis { get; } = Color.FromHex("#0B3C8C");

    /// <summary>Of a class among too many to tell apart.</summary>
    public static Color Faint { get; } = Color.FromHex("#9AA5B1").WithAlpha(0.55);

    public static string Shorten(string name) => name.Length <= LongestName ? name : $"{name[..(LongestName - 1)]}…";

    public static void Title(Plot plot, string title, string xLabel, string yLabel)
    {
        plot.Title(title, FontSize + 2);
        plot.XLabel(xLabel, FontSize);
        plot.YLabel(yLabel, FontSize);
        plot.Axes.Bottom.TickLabelStyle.FontSize = FontSize - 2;
        plot.Axes.Left.TickLabelStyle.FontSize = FontSize - 2;
    }

    /// <summary>Names under the x axis at 0, 1, 2 …, upright where there is no room to write them side by side.</summary>
    public static void NamesBelow(Plot plot, IReadOnlyList<string> names, float fontSize, bool upright)
    {
        var style = plot.Axes.Bottom.TickLabelStyle;
        plot.Axes.Bottom.TickGenerator = Names(names);
        style.FontSize = fontSize;
        if (upright)
        {
            style.Rotation = -90;
            style.Alignment = Alignment.MiddleRight;
            plot.Axes.Bottom.MinimumSize = (names.Max(name => Shorten(name).Length) * fontSize * 0.62f) + 50;
        }
    }

    /// <summary>Names beside the y axis at <c>names.Count - 1</c>, …, 1, 0: the first is on top.</summary>
    public static void NamesBeside(Plot plot, IReadOnlyList<string> names, float fontSize)
    {
        plot.Axes.Left.TickGenerator = Names([.. names.Reverse()]);
        plot.Axes.Left.TickLabelStyle.FontSize = fontSize;
    }

    /// <summary>Ticks from 0 to 1.</summary>
    /// <param name="downward">Whether they are labelled from 1 to 0, as places in an image.</param>
    public static NumericManual Shares(bool downward = false)
    {
        var places = Enumerable.Range(0, 11).Select(static i => i / 10.0).ToArray();
        return new NumericManual(
            places, [.. places.Select(place => (downward ? 1 - place : place).ToString("0.#", CultureInfo.InvariantCulture))]);
    }

    /// <summary>Gives a plot the font of all; the last thing before it is saved.</summary>
    public static void SetFont(Plot plot) => plot.Font.Set(s_font);

    public static void Save(Plot plot, string path, int width, int height)
    {
        SetFont(plot);
        AtomicFile.Write(path, temporary => plot.SavePng(temporary, width, height));
    }

    private static NumericManual Names(IReadOnlyList<string> names) =>
        new([.. Enumerable.Range(0, names.Count).Select(static i => (double)i)], [.. names.Select(Shorten)]);
}
