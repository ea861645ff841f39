using System.Globalization;
using System.Text;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class YoloLabelParserTests
{
    private static readonly string[] ThreeClasses = ["a", "b", "c"];

    [Theory]
    [InlineData("1 0.5 0.25 0.5 0.125")]
    [InlineData("1.0 0.5 0.25 0.5 0.125\n")]
    [InlineData("1 0.5 0.25 0.5 0.125\r\n\r\n")]
    [InlineData("\n\n1\t0.5\t0.25  0.5 0.125 \r")]
    [InlineData("\uFEFF1 0.5 0.25 0.5 0.125")]
    [InlineData("1 5e-1 2.5E-1 +.5 0.125")]
    [InlineData("1 0.5 0.25 0.5 0.125 0.875")]
    public void Parse_WayOfWritingABox_IsUnderstood(string text)
    {
        var (boxes, findings) = Parse(text);

        Assert.Equal([new LabeledBox(1, 0.5f, 0.25f, 0.5f, 0.125f)], boxes);
        Assert.Empty(findings);
    }

    [Fact]
    public void Parse_Utf16AsWindowsWritesIt_IsUnderstood()
    {
        var findings = new FindingList();

        var boxes = YoloLabelParser.Parse([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("0 0.5 0.5 0.5 0.5")], "x.txt", Context(findings));

        Assert.Single(boxes);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("0", FindingKind.MalformedLabel)]
    [InlineData("0 0.5 0.5 0.5 0.5 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("0 NaN 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("NaN 0.5 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("0 0.5 0.5 Infinity 0.5", FindingKind.MalformedLabel)]
    [InlineData("0 0.5 0.5 1e999 0.5", FindingKind.MalformedLabel)]
    [InlineData("0 0,5 0,5 0,5 0,5", FindingKind.MalformedLabel)]
    [InlineData("pothole 0.5 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("0.5 0.5 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("-1 0.5 0.5 0.5 0.5", FindingKind.MalformedLabel)]
    [InlineData("\0\u0001binary", FindingKind.MalformedLabel)]
    [InlineData("3 0.5 0.5 0.5 0.5", FindingKind.ClassOutOfRange)]
    [InlineData("99999999999 0.5 0.5 0.5 0.5", FindingKind.ClassOutOfRange)]
    [InlineData("0 0.5 0.5 0 0.5", FindingKind.BoxEmpty)]
    [InlineData("0 0.5 0.5 0.5 -0.5", FindingKind.BoxEmpty)]
    [InlineData("0 0.5 0.5 0.0001 0.5", FindingKind.BoxEmpty)]
    [InlineData("0 320 240 100 100", FindingKind.BoxOutside)]
    [InlineData("0 -0.5 0.5 0.5 0.5", FindingKind.BoxOutside)]
    public void Parse_UnusableLine_IsDroppedWithItsPlace(string line, FindingKind kind)
    {
        var (boxes, findings) = Parse($"0 0.5 0.5 0.5 0.5\n{line}\n");

        Assert.Single(boxes);
        var finding = Assert.Single(findings);
        Assert.Equal(("labels/x.txt", 2, kind, FindingSeverity.Error), (finding.File, finding.Line, finding.Kind, finding.Severity));
    }

    [Fact]
    public void Parse_Polygon_GivesItsBoundingBox()
    {
        var (boxes, findings) = Parse("2 0.25 0.5 0.5 0.25 0.75 0.75");

        Assert.Equal([new LabeledBox(2, 0.5f, 0.5f, 0.5f, 0.5f)], boxes);
        Assert.Equal(FindingKind.Polygon, Assert.Single(findings).Kind);
    }

    [Fact]
    public void Parse_BoxBeyondTheEdge_IsCutThere()
    {
        var (boxes, findings) = Parse("0 0.875 0.5 0.5 0.5");

        Assert.Equal([new LabeledBox(0, 0.8125f, 0.5f, 0.375f, 0.5f)], boxes);
        Assert.Equal(FindingKind.BoxClipped, Assert.Single(findings).Kind);
    }

    [Fact]
    public void Parse_BoxBeyondTheEdgeByRounding_IsCutWithoutAWord()
    {
        var (boxes, findings) = Parse("0 0.9375 0.5 0.125001 0.5");

        Assert.Equal(1, boxes[0].CenterX + (boxes[0].Width / 2), 1e-6);
        Assert.Empty(findings);
    }

    [Fact]
    public void Parse_SameBoxTwice_IsKeptOnce()
    {
        var (boxes, findings) = Parse("0 0.5 0.5 0.5 0.5\n1 0.5 0.5 0.5 0.5\n0 0.50 0.50 0.50 0.50\n");

        Assert.Equal(2, boxes.Count);
        Assert.Equal((3, FindingKind.BoxDuplicate), (findings[0].Line!.Value, findings[0].Kind));
    }

    [Fact]
    public void Parse_ClassesUnknown_TakesAnyReasonableId()
    {
        var findings = new FindingList();

        var boxes = YoloLabelParser.Parse("79 0.5 0.5 0.5 0.5\n4000000 0.5 0.5 0.5 0.5"u8.ToArray(), "x.txt", Context(findings) with { Classes = [] });

        Assert.Equal(79, Assert.Single(boxes).ClassId);
        Assert.Equal(FindingKind.ClassOutOfRange, Assert.Single(findings.ToList()).Kind);
    }

    [Fact]
    public void Parse_CultureWithDecimalComma_MakesNoDifference()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = comma;

            var (boxes, findings) = Parse("0 0.875 0.5 0.5 0.5");

            Assert.Equal([new LabeledBox(0, 0.8125f, 0.5f, 0.375f, 0.5f)], boxes);
            Assert.Contains("0.125", findings[0].Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Parse_FloodOfFaults_IsListedShortAndCountedInFull()
    {
        var (_, findings) = Parse(string.Concat(Enumerable.Repeat("nonsense\n", 5000)));

        Assert.Equal(FindingList.ListedPerKind + 1, findings.Count);
        Assert.Equal(5000, findings.Sum(finding => finding.Count));
    }

    internal static LabelContext Context(FindingList findings) => new(640, 480, ThreeClasses, new IngestionLimits(), findings);

    private static (IReadOnlyList<LabeledBox> Boxes, IReadOnlyList<Finding> Findings) Parse(string text)
    {
        var findings = new FindingList();
        return (YoloLabelParser.Parse(Encoding.UTF8.GetBytes(text), "labels/x.txt", Context(findings)), findings.ToList());
    }
}
