using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Reports;

public sealed class DatasetReportTests
{
    [Fact]
    public void Create_SmallSet_CountsWhatIsThere()
    {
        var report = Ingested.From(DatasetBuilder.Ordinary().Image("train/images/bg.jpg")).Report;

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Validation], report.Splits.Select(split => split.Split));
        Assert.Equal((3, 1, 2), (report.Splits[0].Images, report.Splits[0].Backgrounds, report.Splits[0].Boxes));
        Assert.Equal([2], report.Splits[0].BoxesByClass);
        Assert.Equal((64, 48, 5), (report.ImageSizes[0].Width, report.ImageSizes[0].Height, report.ImageSizes[0].Images));
        Assert.Equal(4, report.BoxSizes[5]);
        Assert.Equal((FindingKind.MissingLabel, 1), (report.FindingTotals[0].Kind, report.FindingTotals[0].Count));
    }

    [Fact]
    public void ToHtml_NamesWithMarkup_AreEscaped()
    {
        var html = Ingested.From(DatasetBuilder.Ordinary().Text("train/labels/<script>alert(1)<", DatasetBuilder.Box)
            .Image("train/images/<b>&.jpg")).Report.ToHtml();

        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;.jpg", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_NeedsNothingElse()
    {
        var html = Ingested.From(DatasetBuilder.Ordinary()).Report.ToHtml();

        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("4 images, 4 boxes, 1 class", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_ManyFindings_AreCutShortAndCounted()
    {
        var dataset = DatasetBuilder.Ordinary();
        for (var i = 0; i < 20; i++)
        {
            dataset.Pair($"train/images/n{i}.jpg", $"train/labels/n{i}.txt", string.Concat(Enumerable.Repeat("nonsense\n0 9 9 1 1\n", 50)) + DatasetBuilder.Box);
        }

        var report = Ingested.From(dataset).Report;

        Assert.Equal(1000, report.FindingTotals.Single(total => total.Kind == FindingKind.MalformedLabel).Count);
        Assert.True(report.Findings.Count < 410);
        Assert.Contains("more findings", report.ToHtml(), StringComparison.Ordinal);
    }
}
