using System.Text.RegularExpressions;
using System.Xml.Linq;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Reports;
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
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.All(Regex.Matches(html, "href=\"([^\"]{5})"), link => Assert.True(link.Groups[1].Value is "data:" || link.Groups[1].Value[0] == '#'));
        Assert.Contains("<li><strong>4</strong> images</li><li><strong>4</strong> boxes</li><li><strong>1</strong> class</li>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_IsWellFormedAndItsLinksLeadSomewhere()
    {
        var page = Parse(Ingested.From(Leaky()).Report.ToHtml());

        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(page.Descendants("a"), link => Assert.Contains(link.Attribute("href")!.Value[1..], ids));
    }

    [Fact]
    public void ToHtml_Pictures_SayWhatTheyShow()
    {
        var page = Parse(Ingested.From(Leaky()).Report.ToHtml());

        var drawings = page.Descendants("svg").ToList();
        Assert.All(drawings, drawing => Assert.NotEmpty(drawing.Attribute("aria-label")!.Value));
        var sample = drawings.First(drawing => drawing.Attribute("aria-label")!.Value == "train/images/a.jpg: pothole");
        Assert.Equal(("24", "18", "16", "12"), Place(sample.Element("rect")!));
    }

    [Fact]
    public void ToHtml_Leak_IsShownSideBySide()
    {
        var page = Parse(Ingested.From(Leaky()).Report.ToHtml());

        var pair = Assert.Single(page.Descendants("div"), div => div.Attribute("class")?.Value == "pairs");
        Assert.Equal(["train/images/x.jpg: pothole", "valid/images/y.jpg: pothole"], pair.Descendants("svg").Select(drawing => drawing.Attribute("aria-label")!.Value));
    }

    [Fact]
    public void ToHtml_ClassesWithoutABox_AreNamedBelowTheTable()
    {
        var page = Parse(Ingested.From(Leaky(), new IngestionOptions { ClassNames = ["pothole", "crack", "rut"] }).Report.ToHtml());

        var heading = page.Descendants("h2").Single(title => title.Attribute("id")?.Value == "classes");
        var following = heading.ElementsAfterSelf().ToList();
        Assert.Equal("pothole", Assert.Single(following[0].Descendants("tbody").Elements("tr")).Element("th")!.Value);
        Assert.Equal("Without a box: crack, rut", following[1].Value);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(80, true)]
    public void ToHtml_SizesOfImages_AreDrawnWhereThereAreSeveral(int width, bool isDrawn)
    {
        var dataset = DatasetBuilder.Ordinary().File("train/images/e.jpg", TestImages.Jpeg(9, width)).Text("train/labels/e.txt", DatasetBuilder.Box);

        var charts = Parse(Ingested.From(dataset).Report.ToHtml()).Descendants("small").Select(unit => unit.Value).ToList();

        Assert.Equal(isDrawn, charts.Contains("images by width to height"));
        Assert.Contains("boxes by width to height, in pixels", charts);
    }

    [Fact]
    public void ToHtml_MediansOfCounts_AreWholeNumbers()
    {
        var dataset = DatasetBuilder.Ordinary().Pair("train/images/e.jpg", "train/labels/e.txt", "0 0.2 0.2 0.1 0.1\n0 0.5 0.5 0.1 0.1\n0 0.8 0.8 0.1 0.1\n");

        var page = Parse(Ingested.From(dataset).Report.ToHtml());

        var medians = page.Descendants("table").Single(table => table.Element("caption")?.Value.StartsWith("Medians, with the range", StringComparison.Ordinal) is true);
        Assert.All(medians.Element("tbody")!.Elements("tr"), row => Assert.Matches(@"^\d+\d+ to \d+$", row.Elements("td").First().Value));
    }

    [Fact]
    public void ToHtml_EveryKindOfFinding_HasItsTitle() =>
        Assert.All(Enum.GetValues<FindingKind>(), kind => Assert.NotEqual("See each finding.", FindingGuide.Of(kind).Done));

    [Fact]
    public void ToHtml_ManyLargePictures_StaysBelowTwoMegabytes()
    {
        var dataset = new DatasetBuilder();
        var noise = new Random(1);
        for (var i = 0; i < 120; i++)
        {
            var split = i % 3 == 0 ? "train" : i % 3 == 1 ? "val" : "test";
            var labels = string.Concat(Enumerable.Range(0, 100).Select(j => FormattableString.Invariant($"{noise.Next(200)} {noise.NextSingle():F3} {noise.NextSingle():F3} 0.05 0.05\nnonsense\n")));
            dataset.File($"{split}/images/{i / 2}-{i}.jpg", Scene.Noise(i / 2)).Text($"{split}/labels/{i / 2}-{i}.txt", labels);
        }

        var set = Ingested.From(dataset);

        Assert.NotEmpty(set.Of(FindingKind.Leak));
        Assert.InRange(set.Report.ToHtml().Length, 500_000, 2_000_000);
    }

    [Fact]
    public void Ingest_ManyGroups_KeepsFewThumbnails()
    {
        var dataset = new DatasetBuilder();
        for (var i = 0; i < 12; i++)
        {
            dataset.Pair($"{i}.jpg", $"{i}.txt");
        }

        using var zip = dataset.Zip();
        var plan = ArchiveInspector.Inspect(zip, "set.zip", new IngestionOptions { ImagesPerGroup = 6 }, CancellationToken.None);
        Assert.All(plan.Groups, group => Assert.Equal(500, group.Thumbnails));
        var report = ImageGroupNormalizer.Normalize(zip, plan.Classes, plan.Groups[0] with { Thumbnails = 2 }, plan.Options, Stream.Null, CancellationToken.None);

        Assert.Equal(2, report.Thumbnails.Count);
        Assert.All(report.Thumbnails, thumbnail => Assert.InRange(thumbnail.Jpeg.Length, 100, Thumbnail.LargestBytes));
        Assert.All(report.Thumbnails, thumbnail => Assert.Contains(thumbnail.Name, report.Images.Select(image => image.Name)));
        Assert.Equal(6, report.Statistics.Count);
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

    private static DatasetBuilder Leaky() => DatasetBuilder.Ordinary()
        .File("train/images/x.jpg", Scene.Jpeg(1)).Text("train/labels/x.txt", DatasetBuilder.Box)
        .File("valid/images/y.jpg", Scene.Jpeg(1, 80, 60)).Text("valid/labels/y.txt", DatasetBuilder.Box);

    // Elements that HTML leaves open are closed first.
    private static XDocument Parse(string html) =>
        XDocument.Parse(Regex.Replace(html.Replace("<!doctype html>", string.Empty, StringComparison.Ordinal), "<(meta[^>]*|br)>", "<$1/>"));

    private static (string X, string Y, string Width, string Height) Place(XElement box) =>
        (box.Attribute("x")!.Value, box.Attribute("y")!.Value, box.Attribute("width")!.Value, box.Attribute("height")!.Value);
}
