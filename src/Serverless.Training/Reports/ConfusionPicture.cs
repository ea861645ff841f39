using System.Globalization;
using ScottPlot;
using Serverless.Detection.Evaluation;

namespace Serverless.Training.Reports;

/// <summary>A confusion matrix: what was predicted from top to bottom, what it actually is from left to right, the background last.</summary>
internal static class ConfusionPicture
{
    // Beyond this numbers do not fit into their cells.
    private const int MostWithNumbers = 25;

    /// <summary>How often.</summary>
    public static void WriteCounts(ConfusionMatrix confusion, IReadOnlyList<string> names, string path) => Write(
        confusion,
        names,
        (predicted, actual) => confusion[predicted, actual],
        static count => count.ToString("F0", CultureInfo.InvariantCulture),
        "Confusion matrix",
        path);

    /// <summary>As shares of what it actually is; each column adds up to 1.</summary>
    public static void WriteShares(ConfusionMatrix confusion, IReadOnlyList<string> names, string path) => Write(
        confusion, names, confusion.Share, static share => share.ToString("F2", CultureInfo.InvariantCulture), "Confusion matrix, shares of each column", path);

    private static void Write(
        ConfusionMatrix confusion, IReadOnlyList<string> names, Func<int, int, double> value, Func<double, string> text, string title, string path)
    {
        var side = confusion.Classes + 1;
        var values = new double[side, side];
        for (var predicted = 0; predicted < side; predicted++)
        {
            for (var actual = 0; actual < side; actual++)
            {
                values[predicted, actual] = value(predicted, actual);
            }
        }

        using var plot = new Plot();
        Draw(plot, values);
        if (side <= MostWithNumbers)
        {
            DrawNumbers(plot, values, text);
        }

        var fontSize = side <= 10 ? PlotStyle.FontSize : side <= MostWithNumbers ? PlotStyle.FontSize - 4 : 11;
        PlotStyle.Title(
            plot, string.Create(CultureInfo.InvariantCulture, $"{title} (confidence {ConfusionMatrix.Confidence}, IoU {ConfusionMatrix.Iou})"), "actual", "predicted");
        string[] labels = [.. names, "background"];
        PlotStyle.NamesBelow(plot, labels, fontSize, upright: side > 4);
        PlotStyle.NamesBeside(plot, labels, fontSize);
        PlotStyle.Save(plot, path, side <= MostWithNumbers ? 1200 : 1600, side <= MostWithNumbers ? 1000 : 1440);
    }

    private static void Draw(Plot plot, double[,] values)
    {
        var side = values.GetLength(0);
        var map = plot.Add.Heatmap(values);
        map.Colormap = new Shades();
        map.ManualRange = new ScottPlot.Range(0, Math.Max(1e-9, values.Cast<double>().Max()));
        var bar = plot.Add.ColorBar(map);
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.4 };
        bar.Axis.TickLabelStyle.FontSize = PlotStyle.FontSize - 4;
        plot.Axes.SetLimits(-0.5, side - 0.5, -0.5, side - 0.5);
        plot.HideGrid();
    }

    // Zeros are left out: what is there stands out.
    private static void DrawNumbers(Plot plot, double[,] values, Func<double, string> text)
    {
        var side = values.GetLength(0);
        var largest = values.Cast<double>().Max();
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                if (values[row, column] > 0)
                {
                    var number = plot.Add.Text(text(values[row, column]), column, side - 1 - row);
                    number.LabelFontSize = side <= 10 ? PlotStyle.FontSize + 2 : 13;
                    number.LabelFontColor = values[row, column] > 0.3 * largest ? Colors.White : Colors.Black;
                    number.LabelAlignment = Alignment.MiddleCenter;
                }
            }
        }
    }
}
