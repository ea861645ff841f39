using ScottPlot;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>The course of a training as a picture: box loss and mAP50 by epoch.</summary>
public static class TrainingCurves
{
    private const int Width = 1200;
    private const int Height = 480;
    private const float FontSize = 18;

    /// <summary>Writes a PNG.</summary>
    /// <param name="epochs">In order. Numbers that start again, as when a training was continued, are drawn one after the other.</param>
    /// <param name="title">Above both panels, such as the model's name.</param>
    public static void Render(IReadOnlyList<EpochMetrics> epochs, string path, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var picture = new Multiplot();
        picture.AddPlots(2);
        picture.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var prefix = title is null ? string.Empty : $"{title}: ";

        var losses = picture.GetPlot(0);
        Draw(losses, epochs, epoch => epoch.BoxLoss, "training", Colors.C0);
        Draw(losses, epochs, epoch => epoch.ValidationBoxLoss, "validation", Colors.C1);
        Label(losses, $"{prefix}box loss", Alignment.UpperRight);

        var precision = picture.GetPlot(1);
        Draw(precision, epochs, epoch => epoch.Map50, "mAP50", Colors.C2);
        Draw(precision, epochs, epoch => epoch.Map50To95, "mAP50-95", Colors.C4);
        Label(precision, $"{prefix}mean average precision", Alignment.UpperLeft);
        precision.Axes.SetLimitsY(0, 1);

        AtomicFile.Write(path, temporary => picture.SavePng(temporary, Width, Height));
    }

    private static void Draw(Plot plot, IReadOnlyList<EpochMetrics> epochs, Func<EpochMetrics, double> measure, string name, Color color)
    {
        var numbers = Enumerable.Range(1, epochs.Count).Select(number => (double)number).ToArray();
        var line = plot.Add.Scatter(numbers, [.. epochs.Select(measure)], color);
        line.LegendText = name;
        line.LineWidth = 3;
        line.MarkerSize = epochs.Count <= 50 ? 8 : 0;
    }

    private static void Label(Plot plot, string title, Alignment legend)
    {
        plot.Title(title, FontSize + 2);
        plot.XLabel("epoch", FontSize);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Bottom.TickLabelStyle.FontSize = FontSize - 2;
        plot.Axes.Left.TickLabelStyle.FontSize = FontSize - 2;
        plot.Legend.FontSize = FontSize - 2;
        plot.ShowLegend(legend);
    }
}
