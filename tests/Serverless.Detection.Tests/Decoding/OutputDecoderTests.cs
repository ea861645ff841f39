using Serverless.Detection.Decoding;

namespace Serverless.Detection.Tests.Decoding;

public class OutputDecoderTests
{
    private static readonly ImageSize Input = new(64, 64);
    private static readonly Letterbox Identity = Letterbox.Fit(Input, Input);
    private static readonly DetectionThresholds Thresholds = new();

    // Three candidates of two classes, a row each: centre x, centre y, width, height, scores.
    private static readonly float[] Rows =
    [
        10, 12, 4, 6, 0.1f, 0.8f,
        30, 32, 8, 8, 0.6f, 0.3f,
        50, 52, 2, 2, 0.2f, 0.24f,
    ];

    private static readonly DetectedObject[] Expected =
    [
        new(new Box(8, 9, 12, 15), 1, 0.8f),
        new(new Box(26, 28, 34, 36), 0, 0.6f),
    ];

    [Fact]
    public void Decode_ChannelsFirst_GivesBestClassOfEachCandidate() =>
        Assert.Equal(
            Expected,
            new OutputDecoder().Decode(Transposed(Rows, 3, 6), OutputLayout.ChannelsFirst(2, 3), Identity, Thresholds));

    [Fact]
    public void Decode_ChannelsLast_GivesTheSame() =>
        Assert.Equal(
            Expected,
            new OutputDecoder().Decode(Rows, new OutputLayout(OutputFormat.ChannelsLast, 3, 6), Identity, Thresholds));

    [Theory]
    [InlineData(OutputFormat.ChannelsFirst)]
    [InlineData(OutputFormat.ChannelsLast)]
    public void Decode_MultiLabel_GivesEveryClassAboveTheConfidence(OutputFormat format)
    {
        var (output, layout) = format == OutputFormat.ChannelsFirst
            ? (Transposed(Rows, 3, 6), OutputLayout.ChannelsFirst(2, 3))
            : (Rows, new OutputLayout(format, 3, 6));

        var objects = new OutputDecoder().Decode(output, layout, Identity, Thresholds with { MultiLabel = true });

        Assert.Equal([.. Expected, new DetectedObject(new Box(26, 28, 34, 36), 1, 0.3f)], objects);
    }

    [Fact]
    public void Decode_EndToEnd_TakesCornersScoreAndClassAndSuppressesNothing()
    {
        float[] rows =
        [
            8, 9, 12, 15, 0.7f, 5,
            8, 9, 12, 15, 0.8f, 5,
            0, 0, 0, 0, 0, 0,
            1, 1, 9, 9, 0.9f, -1,
        ];

        var objects = new OutputDecoder().Decode(
            rows, new OutputLayout(OutputFormat.EndToEnd, 4, 6), Identity, Thresholds);

        Assert.Equal([new(new Box(8, 9, 12, 15), 5, 0.8f), new DetectedObject(new Box(8, 9, 12, 15), 5, 0.7f)], objects);
    }

    [Fact]
    public void Decode_ScoreEqualToTheConfidence_IsNotReported()
    {
        float[] row = [10, 10, 4, 4, 0.25f];

        Assert.Empty(new OutputDecoder().Decode(row, OutputLayout.ChannelsFirst(1, 1), Identity, Thresholds));
    }

    [Fact]
    public void Decode_LetterboxedImage_GivesPixelsOfTheSource()
    {
        var letterbox = Letterbox.Fit(new ImageSize(128, 64), Input);
        float[] row = [32, 32, 8, 4, 0.9f];

        var objects = new OutputDecoder().Decode(row, OutputLayout.ChannelsFirst(1, 1), letterbox, Thresholds);

        Assert.Equal([new DetectedObject(new Box(56, 28, 72, 36), 0, 0.9f)], objects);
    }

    [Fact]
    public void Decode_BoxInTheBorderOrNotANumber_IsDropped()
    {
        var letterbox = Letterbox.Fit(new ImageSize(128, 64), Input);
        float[] rows =
        [
            32, 4, 8, 4, 0.9f,
            float.NaN, 32, 8, 4, 0.8f,
            32, 32, 8, 4, float.NaN,
        ];

        var objects = new OutputDecoder().Decode(
            rows, new OutputLayout(OutputFormat.ChannelsLast, 3, 5), letterbox, Thresholds);

        Assert.Empty(objects);
    }

    [Fact]
    public void Decode_UsedDecoder_StartsAfreshAndLeavesEarlierResultsAlone()
    {
        var decoder = new OutputDecoder();
        var layout = new OutputLayout(OutputFormat.ChannelsLast, 3, 6);

        var first = decoder.Decode(Rows, layout, Identity, Thresholds);
        var second = decoder.Decode([10, 10, 4, 4, 0.5f], OutputLayout.ChannelsFirst(1, 1), Identity, Thresholds);
        var third = decoder.Decode(Rows, layout, Identity, Thresholds);

        Assert.Equal(Expected, first);
        Assert.Single(second);
        Assert.Equal(Expected, third);
        Assert.NotSame(first, third);
    }

    [Fact]
    public void Decode_ManyCandidates_BothOrientationsAgree()
    {
        const int Candidates = 1003;
        const int Classes = 7;
        var random = new Random(5);
        var rows = Enumerable.Range(0, Candidates * (4 + Classes)).Select(_ => random.NextSingle()).ToArray();
        var thresholds = new DetectionThresholds { Confidence = 0.6f, Maximum = 5000, Iou = 1 };

        foreach (var multiLabel in new[] { false, true })
        {
            var asked = thresholds with { MultiLabel = multiLabel };
            var last = new OutputDecoder().Decode(
                rows, new OutputLayout(OutputFormat.ChannelsLast, Candidates, 4 + Classes), Identity, asked);
            var first = new OutputDecoder().Decode(
                Transposed(rows, Candidates, 4 + Classes), OutputLayout.ChannelsFirst(Classes, Candidates), Identity, asked);
            Assert.True(last.Count > 500);
            Assert.Equal(last.Order(ByContent), first.Order(ByContent));
        }
    }

    [Fact]
    public void Decode_ConfidenceByName_IsAskedOfTheBestClass()
    {
        var decoder = new OutputDecoder(["a", "b"]);
        var layout = new OutputLayout(OutputFormat.ChannelsLast, 3, 6);
        var strict = Thresholds with { ClassConfidence = new Dictionary<string, float> { ["b"] = 0.9f } };
        var lenient = Thresholds with { ClassConfidence = new Dictionary<string, float> { ["b"] = 0.23f } };

        Assert.Equal([Expected[1]], decoder.Decode(Rows, layout, Identity, strict));
        Assert.Equal([.. Expected, new DetectedObject(new Box(49, 51, 51, 53), 1, 0.24f)], decoder.Decode(Rows, layout, Identity, lenient));
        Assert.Equal(Expected, decoder.Decode(Rows, layout, Identity, Thresholds));
    }

    [Fact]
    public void Decode_ConfidenceForAnUnknownName_NamesItAndTheKnownOnes()
    {
        var thresholds = Thresholds with { ClassConfidence = new Dictionary<string, float> { ["crack"] = 0.9f } };

        var e = Assert.Throws<ArgumentException>(() => new OutputDecoder(["pothole", "manhole"]).Decode(
            Rows, new OutputLayout(OutputFormat.ChannelsLast, 3, 6), Identity, thresholds));

        Assert.Contains("'crack'", e.Message, StringComparison.Ordinal);
        Assert.Contains("pothole, manhole", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Region_DropsWhatLiesOutsideBeforeItSuppresses()
    {
        // The left half of the image; the more confident one of two overlapping boxes has its centre right of it.
        var region = RegionOfInterest.Rectangle(new Box(0, 0, 0.5f, 1));
        float[] rows =
        [
            33, 32, 20, 20, 0.9f,
            31, 32, 20, 20, 0.8f,
        ];

        var objects = new OutputDecoder().Decode(
            rows, new OutputLayout(OutputFormat.ChannelsLast, 2, 5), Identity, Thresholds with { Region = region });

        Assert.Equal([new DetectedObject(new Box(21, 22, 41, 42), 0, 0.8f)], objects);
    }

    [Fact]
    public void Decode_RegionOfALetterboxedImage_IsInFractionsOfTheSource()
    {
        // 128x64 in 64x64: the source's upper quarter ends 24 pixels below the input's upper edge.
        var letterbox = Letterbox.Fit(new ImageSize(128, 64), Input);
        var thresholds = Thresholds with { Region = RegionOfInterest.Rectangle(new Box(0, 0, 1, 0.25f)) };
        float[] rows =
        [
            32, 23, 4, 4, 0.9f,
            32, 25, 4, 4, 0.8f,
        ];

        var objects = new OutputDecoder().Decode(rows, new OutputLayout(OutputFormat.ChannelsLast, 2, 5), letterbox, thresholds);

        Assert.Equal([0.9f], objects.Select(static found => found.Confidence));
    }

    [Fact]
    public void Decode_WrongLength_Throws() =>
        Assert.Throws<ArgumentException>(
            () => new OutputDecoder().Decode(Rows, OutputLayout.ChannelsFirst(2, 4), Identity, Thresholds));

    private static Comparer<DetectedObject> ByContent { get; } = Comparer<DetectedObject>.Create(
        static (a, b) => (a.Confidence, a.ClassId, a.Box.Left).CompareTo((b.Confidence, b.ClassId, b.Box.Left)));

    private static float[] Transposed(float[] rows, int count, int columns) =>
        [.. Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, count).Select(row => rows[(row * columns) + column]))];
}
