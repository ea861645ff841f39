using ScottPlot;

namespace Serverless.Training.Reports;

/// <summary>A measure of every class and their mean, both axes from 0 to 1.</summary>
internal static class CurvePicture
{
    // More colours than these cannot be told apart.
    private const int MostNamed = 20;
    private const int Width = 1200;
    private const int Height = 800;

    /// <param name="classes">Up to 20 are named in the legend, more are drawn faintly behind the mean.</param>
    /// <param name="mean">Left out where there is one class alone: it would hide it.</param>
    public static void Write(string path, string title, string xLabel, string yLabel, IReadOnlyList<PlottedCurve> classes, PlottedCurve mean)
    {
        using var plot = new Plot();
        var named = classes.Count <= MostNamed;
        var colors = new ScottPlot.Palettes.Category20();
        for (var i = 0; i < classes.Count; i++)
        {
            var alone = classes.Count == 1;
            Draw(plot, classes[i], alone ? PlotStyle.Emphasis : named ? colors.GetColor(i) : PlotStyle.Faint, alone ? 4 : named ? 2 : 1, named);
        }

        if (classes.Count != 1)
        {
            Draw(plot, mean, PlotStyle.Emphasis, 5, named: true);
        }

        PlotStyle.Title(plot, title, xLabel, yLabel);
        plot.Axes.SetLimits(0, 1, 0, 1.02);
        plot.Axes.Bottom.TickGenerator = PlotStyle.Shares();
        plot.Axes.Left.TickGenerator = PlotStyle.Shares();
        plot.Legend.FontSize = PlotStyle.FontSize - 2;
        plot.ShowLegend(Edge.Right);
        PlotStyle.Save(plot, path, Width, Height);
    }

    private static void Draw(Plot plot, PlottedCurve curve, Color color, float width, bool named)
    {
        var x = Enumerable.Range(0, curve.Y.Count).Select(i => i / (double)(curve.Y.Count - 1)).ToArray();
        var line = plot.Add.ScatterLine(x, [.. curve.Y], color);
        line.LineWidth = width;
        line.LegendText = named ? curve.Name : string.Empty;
    }
}
