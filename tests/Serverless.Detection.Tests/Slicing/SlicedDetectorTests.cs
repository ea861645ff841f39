using OpenCvSharp;
using Serverless.Detection.Slicing;

namespace Serverless.Detection.Tests.Slicing;

public class SlicedDetectorTests
{
    private static readonly DetectionThresholds Thresholds = new();
    private static readonly SlicingOptions Options = new() { Tile = new ImageSize(100, 100), Overlap = 0.2f };

    [Fact]
    public void Detect_SmallObjects_FindsWhatTheWholeImageHides()
    {
        Rect[] squares = [new(10, 10, 8, 8), new(250, 120, 8, 8), new(390, 180, 8, 8)];
        using var image = Drawn(400, 200, squares);
        var finder = new SquareFinder(smallestPart: 0.05f);

        var objects = new SlicedDetector(finder, Options).Detect(image, Thresholds);

        Assert.Empty(finder.Detect([image], Thresholds)[0]);
        Assert.Equal(squares.Select(ToBox), objects.Select(static found => found.Box).OrderBy(static box => box.Left));
    }

    [Fact]
    public void Detect_ObjectAcrossTiles_IsOneAndWhole()
    {
        // Larger than a tile: each tile sees a part of it, more confident than the whole image is of the whole.
        using var image = Drawn(400, 200, new Rect(50, 60, 300, 90));

        var objects = new SlicedDetector(new SquareFinder(0.05f), Options).Detect(image, Thresholds);

        Assert.Equal([new Box(50, 60, 350, 150)], objects.Select(static found => found.Box));
    }

    [Fact]
    public void Detect_ObjectInTheOverlap_IsReportedOnce()
    {
        // Tiles of a row begin at 0, 75, 150, 225, 300: whole in the first two.
        using var image = Drawn(400, 100, new Rect(80, 40, 15, 15));

        Assert.Single(new SlicedDetector(new SquareFinder(0.05f), Options).Detect(image, Thresholds));
    }

    [Fact]
    public void Detect_TouchingObjects_StayApartByUnion()
    {
        // A small one within a large one's box is another object where sizes have to agree, a part of it otherwise.
        using var image = Drawn(90, 90, new Rect(10, 10, 4, 60), new Rect(10, 66, 60, 4), new Rect(40, 20, 10, 10));
        var finder = new SquareFinder(0.05f);

        var byUnion = new SlicedDetector(finder, Options with { Measure = OverlapMeasure.Union }).Detect(image, Thresholds);
        var bySmaller = new SlicedDetector(finder, Options).Detect(image, Thresholds);

        Assert.Equal(2, byUnion.Count);
        Assert.Single(bySmaller);
    }

    [Fact]
    public void Detect_Region_IsOfTheWholeImage()
    {
        using var image = Drawn(400, 200, new Rect(10, 10, 8, 8), new Rect(250, 120, 8, 8));
        var thresholds = Thresholds with { Region = RegionOfInterest.Rectangle(new Box(0.5f, 0, 1, 1)) };

        var objects = new SlicedDetector(new SquareFinder(0.05f), Options).Detect(image, thresholds);

        Assert.Equal([new Box(250, 120, 258, 128)], objects.Select(static found => found.Box));
    }

    [Fact]
    public void Detect_Maximum_KeepsTheMostConfident()
    {
        using var image = Drawn(400, 200, new Rect(10, 10, 8, 8), new Rect(250, 120, 12, 12));

        var objects = new SlicedDetector(new SquareFinder(0.05f), Options).Detect(image, Thresholds with { Maximum = 1 });

        Assert.Equal([new Box(250, 120, 262, 132)], objects.Select(static found => found.Box));
    }

    [Fact]
    public void Detect_Cancelled_Throws()
    {
        using var image = Drawn(400, 200);

        Assert.Throws<OperationCanceledException>(() =>
            new SlicedDetector(new SquareFinder(0.05f), Options).Detect([image], Thresholds, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Options_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlicingOptions { Tile = new ImageSize(15, 100) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlicingOptions { Overlap = 0.95f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlicingOptions { MergeThreshold = float.NaN });
    }

    private static Mat Drawn(int width, int height, params Rect[] squares)
    {
        var image = Images.Uniform(width, height, Scalar.Black);
        foreach (var square in squares)
        {
            image.Rectangle(square, Scalar.White, thickness: -1);
        }

        return image;
    }

    private static Box ToBox(Rect square) => new(square.Left, square.Top, square.Right, square.Bottom);
}
