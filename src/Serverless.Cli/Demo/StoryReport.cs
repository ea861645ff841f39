using System.Globalization;
using Spectre.Console;

namespace Serverless.Cli.Demo;

/// <summary>Prints what happened.</summary>
internal static class StoryReport
{
    /// <summary>mAP50 on the validation pictures below which nothing can be said of other pictures.</summary>
    private const double Underfit = 0.4;

    public static void Print(DemoSummary summary, string folder)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"Data set [bold]{summary.Dataset.Name}[/] v{summary.Dataset.Version}: {summary.Dataset.Images} images, {summary.Dataset.Boxes} boxes");
        AnsiConsole.Write(Models(summary.Models));
        AnsiConsole.Write(Videos(summary.Videos));
        AnsiConsole.WriteLine($"Training curve  {Path.Combine(folder, "curves.png")}");
        AnsiConsole.WriteLine($"Summary         {Path.Combine(folder, "summary.json")}");
        Explain(summary);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Done in {summary.Seconds:F0} s.");
    }

    private static Table Models(IReadOnlyList<DemoSummary.ModelEntry> models)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Models").AddColumns("model", "from", "epochs", "mAP50", "mAP50-95");
        foreach (var model in models)
        {
            table.AddRow($"{model.Name} v{model.Version}", model.Parent ?? "scratch", Number(model.Epochs), Share(model.Map50), Share(model.Map50To95));
        }

        return table;
    }

    private static Table Videos(IReadOnlyList<DemoSummary.VideoEntry> videos)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Videos").AddColumns("video", "view", "model", "frames", "detections", "mAP50", "annotated");
        foreach (var video in videos)
        {
            table.AddRow(
                new Text(video.Name),
                new Text(video.View),
                new Text($"v{video.Version}"),
                new Text(Number(video.Frames)),
                new Text(Number(video.Detections)),
                new Text(video.Map50 is { } map50 ? Share(map50) : "-"),
                new Text(Path.GetFileName(video.Annotated)));
        }

        return table;
    }

    private static void Explain(DemoSummary summary)
    {
        var trained = summary.Models[^1];
        if (trained.Map50 < Underfit)
        {
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"With mAP50 {trained.Map50:F2} the model does not know its own validation pictures yet: train longer (--epochs N) before judging what it does on a video.");
        }

        var ground = summary.Videos.LastOrDefault(video => video.View == "ground")?.Map50;
        var overhead = summary.Videos.LastOrDefault(video => video.View == "overhead")?.Map50;
        if (ground is { } atGround && overhead is { } fromAbove && fromAbove < atGround / 2)
        {
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"The model that scores {atGround:F2} on the ground-level video scores {fromAbove:F2} on the one taken from above: it has never seen a road like that. No threshold mends this; pictures from above in the data set do.");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
