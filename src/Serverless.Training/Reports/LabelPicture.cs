using ScottPlot;
using Serverless.Datasets;
using Serverless.Training.Loading;
using Serverless.Training.Weights;

namespace Serverless.Training.Reports;

/// <summary>What is labelled: boxes of each class, where their centres lie, and how large they are.</summary>
internal static class LabelPicture
{
    private const int Cells = 50;
    private const int Width = 1600;
    private const int Height = 1300;
    private const int MostNamed = 100;

    // Bars are no wider than if there were as many.
    private const int FewestPlaces = 8;

    public static void Write(IReadOnlyList<SourceImage> images, IReadOnlyList<string> names, string path)
    {
        var boxes = images.SelectMany(static image => image.Boxes).ToList();
        var picture = new Multiplot();
        picture.AddPlots(3);
        var layout = new ScottPlot.MultiplotLayouts.CustomGrid();
        layout.Set(picture.GetPlot(0), new GridCell(0, 0, 2, 1));
        layout.Set(picture.GetPlot(1), new GridCell(1, 0, 2, 2));
        layout.Set(picture.GetPlot(2), new GridCell(1, 1, 2, 2));
        picture.Layout = layout;
        DrawCounts(picture.GetPlot(0), boxes, names);
        DrawDensity(picture.GetPlot(1), boxes, static box => (box.CenterX, 1 - box.CenterY), "Centres of boxes", "x, share of the width", "y, share of the height", downward: true);
        DrawDensity(picture.GetPlot(2), boxes, static box => (box.Width, box.Height), "Sizes of boxes", "width, share of the image", "height, share of the image");
        AtomicFile.Write(path, temporary => picture.SavePng(temporary, Width, Height));
    }

    private static void DrawCounts(Plot plot, List<LabeledBox> boxes, IReadOnlyList<string> names)
    {
        var counts = new double[names.Count];
        foreach (var box in boxes)
        {
            counts[box.ClassId]++;
        }

        var bars = plot.Add.Bars(counts);
        bars.Color = PlotStyle.Emphasis;
        PlotStyle.Title(plot, FormattableString.Invariant($"Boxes of each class, {boxes.Count} in all"), string.Empty, "boxes");
        PlotStyle.NamesBelow(plot, names, names.Count <= 10 ? PlotStyle.FontSize - 2 : 12, upright: names.Count > 10);
        if (names.Count > MostNamed)
        {
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        }

        plot.Axes.Margins(bottom: 0);
        var margin = Math.Max(0.75, (FewestPlaces - names.Count) / 2.0);
        plot.Axes.SetLimitsX(-margin, names.Count - 1 + margin);
        PlotStyle.SetFont(plot);
    }

    private static void DrawDensity(
        Plot plot, List<LabeledBox> boxes, Func<LabeledBox, (double X, double Y)> place, string title, string xLabel, string yLabel, bool downward = false)
    {
        var counts = new double[Cells, Cells];
        foreach (var (x, y) in boxes.Select(place))
        {
            counts[Cells - 1 - Cell(y), Cell(x)]++;
        }

        var map = plot.Add.Heatmap(counts);
        map.Colormap = new Shades();
        map.Position = new CoordinateRect(0, 1, 0, 1);
        map.ManualRange = new ScottPlot.Range(0, Math.Max(1, counts.Cast<double>().Max()));
        PlotStyle.Title(plot, title, xLabel, yLabel);
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.Axes.Bottom.TickGenerator = PlotStyle.Shares();
        plot.Axes.Left.TickGenerator = PlotStyle.Shares(downward);
        PlotStyle.SetFont(plot);
    }

    private static int Cell(double share) => Math.Clamp((int)(share * Cells), 0, Cells - 1);
}
