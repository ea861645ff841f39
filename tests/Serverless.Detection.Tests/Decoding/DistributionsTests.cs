using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Tests.Decoding;

public class DistributionsTests
{
    private const int BoxLogits = 64;
    private const int Bins = 16;
    private static readonly ImageSize Input = new(64, 32);
    private static readonly DetectionThresholds All = new() { Confidence = 0, Iou = 1, Maximum = 10_000 };

    // 8 x 4, 4 x 2 and 2 x 1 cells; the candidates are the last column of the second row of the finest grid, and the last of each other.
    [Theory]
    [InlineData(15, 8, 7.5f, 1.5f)]
    [InlineData(39, 16, 3.5f, 1.5f)]
    [InlineData(41, 32, 1.5f, 0.5f)]
    public void Candidates_OneOfEachGrid_HasItsBox(int candidate, int stride, float x, float y)
    {
        var layout = OutputLayout.Distributions(classes: 2, Input);
        var output = Silent(layout);
        Set(output, layout, row: 0 + 1, candidate, 50); // left: 1 cell
        Set(output, layout, row: Bins + 2, candidate, 200); // top: 2, and more than an exponential holds
        Set(output, layout, row: (2 * Bins) + 0, candidate, 50); // right: 0 or 1
        Set(output, layout, row: (2 * Bins) + 1, candidate, 50);
        Set(output, layout, row: (3 * Bins) + 15, candidate, 50); // bottom: 15
        Set(output, layout, row: BoxLogits + 1, candidate, 0);

        var found = new OutputDecoder().Candidates(output, layout, new DetectionThresholds { Confidence = 0.4f }).ToArray();

        var box = new Box((x - 1) * stride, (y - 2) * stride, (x + 0.5f) * stride, (y + 15) * stride);
        Assert.Equal(42, layout.Candidates);
        Assert.Equal([new DetectedObject(box, 1, 0.5f)], found);
    }

    [Fact]
    public void Candidates_AnyLogits_AreThoseOfTheTableMadeOfThem() =>
        Prop.ForAll(
            Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Elements(false, true)).ToArbitrary(),
            asked =>
            {
                var (seed, multiLabel) = asked;
                var (layout, random) = (OutputLayout.Distributions(classes: 3, Input), new Random(seed));
                var output = Enumerable.Range(0, layout.Length).Select(_ => (random.NextSingle() * 12) - 6).ToArray();
                var thresholds = All with { Confidence = 0.3f, MultiLabel = multiLabel };

                var expected = new OutputDecoder().Candidates(Table(output, layout), OutputLayout.ChannelsFirst(3, layout.Candidates), thresholds).ToArray();
                var actual = new OutputDecoder().Candidates(output, layout, thresholds).ToArray();

                return expected.Length > 0 && expected.Length == actual.Length && expected.Zip(actual).All(static pair => IsSame(pair.First, pair.Second));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 42)]
    [InlineData(1, 0)]
    public void Candidates_ExtremeConfidence_GivesAllOrNone(float confidence, int count)
    {
        var layout = OutputLayout.Distributions(classes: 1, Input);
        Assert.Equal(count, new OutputDecoder().Candidates(new float[layout.Length], layout, All with { Confidence = confidence }).Length);
    }

    [Fact]
    public void Candidates_AnotherInput_Throws()
    {
        var layout = OutputLayout.Distributions(classes: 1, Input);
        var e = Assert.Throws<ArgumentException>(() => new OutputDecoder().Candidates(new float[layout.Length], layout with { Input = new ImageSize(64, 64) }, All));
        Assert.Contains("Has 42 candidates; an input of 64x64 has 84 cells.", e.Message, StringComparison.Ordinal);
    }

    private static bool IsSame(DetectedObject one, DetectedObject other) =>
        one.ClassId == other.ClassId && Math.Abs(one.Confidence - other.Confidence) < 1e-6
        && Math.Abs(one.Box.Left - other.Box.Left) < 1e-3 && Math.Abs(one.Box.Top - other.Box.Top) < 1e-3
        && Math.Abs(one.Box.Right - other.Box.Right) < 1e-3 && Math.Abs(one.Box.Bottom - other.Box.Bottom) < 1e-3;

    private static float[] Silent(OutputLayout layout)
    {
        var output = new float[layout.Length];
        output.AsSpan(BoxLogits * layout.Columns).Fill(-100);
        return output;
    }

    private static void Set(float[] output, OutputLayout layout, int row, int candidate, float value) => output[(row * layout.Columns) + candidate] = value;

    // By the definition, in double precision.
    private static float[] Table(float[] logits, OutputLayout layout)
    {
        var table = new float[(4 + layout.Classes) * layout.Columns];
        var candidate = 0;
        foreach (var stride in new[] { 8, 16, 32 })
        {
            for (var (row, columns) = (0, Input.Width / stride); row < Input.Height / stride; row++)
            {
                for (var column = 0; column < columns; column++, candidate++)
                {
                    var sides = Enumerable.Range(0, 4).Select(side => Expected(logits, layout, side, candidate)).ToArray();
                    double[] box =
                    [
                        column + 0.5 + ((sides[2] - sides[0]) / 2), row + 0.5 + ((sides[3] - sides[1]) / 2), sides[0] + sides[2], sides[1] + sides[3],
                    ];
                    for (var i = 0; i < box.Length; i++)
                    {
                        table[(i * layout.Columns) + candidate] = (float)(box[i] * stride);
                    }
                }
            }
        }

        for (var i = 0; i < layout.Classes * layout.Columns; i++)
        {
            table[(4 * layout.Columns) + i] = (float)(1 / (1 + Math.Exp(-logits[(BoxLogits * layout.Columns) + i])));
        }

        return table;
    }

    private static double Expected(float[] logits, OutputLayout layout, int side, int candidate)
    {
        var weights = Enumerable.Range(0, Bins).Select(bin => Math.Exp(logits[(((side * Bins) + bin) * layout.Columns) + candidate])).ToArray();
        return weights.Select(static (weight, bin) => weight * bin).Sum() / weights.Sum();
    }
}
