using OpenCvSharp;
using Serverless.Detection.Drawing;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Drawing;

public class PrivacyFilterTests
{
    private static readonly Box Face = new(100, 60, 160, 132);

    [Theory]
    [InlineData(PrivacyMode.Pixelate)]
    [InlineData(PrivacyMode.Blur)]
    public void Apply_ChosenClass_LosesItsDetailAndNothingElse(PrivacyMode mode)
    {
        using var image = Images.Random(320, 240, seed: 3);
        using var before = image.Clone();

        new PrivacyFilter([0], mode).Apply(image, [new DetectedObject(Face, 0, 0.9f), new DetectedObject(new Box(200, 100, 260, 200), 1, 0.9f)]);

        Assert.True(Detail(image, new Rect(100, 60, 60, 72)) < 0.25 * Detail(before, new Rect(100, 60, 60, 72)));
        using var changed = new Mat();
        Cv2.Absdiff(image, before, changed);
        using var channels = changed.Reshape(1);
        using var any = new Mat();
        Cv2.Compare(channels, Scalar.All(0), any, CmpTypes.GT);
        using var pixels = any.Reshape(3);
        using var plane = pixels.ExtractChannel(0);
        var area = Cv2.BoundingRect(plane);
        Assert.True(new Rect(93, 52, 74, 88).Contains(area), $"{area}");
        Assert.True(area.Contains(new Rect(100, 60, 60, 72)), $"{area}");
    }

    [Fact]
    public void Apply_Pixelate_LeavesAFewEvenBlocksWhateverTheResolution()
    {
        foreach (var scale in new[] { 1, 8 })
        {
            using var image = Images.Random(320 * scale, 240 * scale, seed: 4);

            new PrivacyFilter([0]).Apply(image, [new TrackedObject(1, new Box(100 * scale, 60 * scale, 160 * scale, 120 * scale), 0, 0.5f)]);

            using var part = image[new Rect(100 * scale, 60 * scale, 60 * scale, 60 * scale)];
            part.GetArray(out Vec3b[] pixels);
            Assert.InRange(pixels.Distinct().Count(), 4, 49);
        }
    }

    [Theory]
    [InlineData(-50, -50, 400, 300)]
    [InlineData(319, 239, 330, 250)]
    [InlineData(10, 10, 10.4f, 200)]
    [InlineData(500, 500, 600, 600)]
    [InlineData(20, 20, 10, 10)]
    public void Apply_BoxAtOrBeyondTheEdge_DoesNotFail(float left, float top, float right, float bottom)
    {
        using var image = Images.Random(320, 240, seed: 5);

        new PrivacyFilter([0]).Apply(image, [new DetectedObject(new Box(left, top, right, bottom), 0, 1)]);

        Assert.Equal((320, 240), (image.Width, image.Height));
    }

    /// <summary>Mean difference of neighbours.</summary>
    private static double Detail(Mat image, Rect area)
    {
        using var one = image[area];
        using var next = image[new Rect(area.X + 1, area.Y, area.Width, area.Height)];
        return Cv2.Norm(one, next, NormTypes.L1) / (area.Width * area.Height);
    }
}
