using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Tracking;
using Serverless.Pipeline.Analysis;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class BestObjectsTests
{
    [Fact]
    public void Choose_Track_TellsWhenAndWhereItShowsBest()
    {
        var track = new Track(5, 1, [new(10, 0.4, Box(1), 0.5f), new(12, 0.48, Box(2), 0.9f), new(20, 0.8, Box(3), 0.7f)]);

        var best = Assert.Single(BestObjects.Choose([track], ["pothole", "crack"]));

        Assert.Equal(new BestObject(5, "crack", 0.4, 0.8, 12, 0.48, 0.9f, Box(2)), best);
    }

    [Fact]
    public void Choose_MoreThanAreShown_TakesTheMostConfidentInOrderOfIds()
    {
        var tracks = Enumerable.Range(1, BestObjects.Maximum + 2).Select(id => new Track(id, 0, [new(id, id, Box(id), id is 2 or 40 ? 0.3f : 0.8f)])).ToList();

        var shown = BestObjects.Choose(tracks, ["pothole"]).Select(static best => best.Track);

        Assert.Equal(Enumerable.Range(1, BestObjects.Maximum + 2).Except([2, 40]), shown);
    }

    [Fact]
    public void Choose_NoTracks_ChoosesNothing() => Assert.Empty(BestObjects.Choose([], ["pothole"]));

    [Theory]
    // A quarter of the longer side around it.
    [InlineData(100, 100, 140, 120, 60, 40)]
    // Eight pixels at least.
    [InlineData(100, 100, 104, 104, 20, 20)]
    // As far as the frame goes.
    [InlineData(0, 0, 40, 20, 50, 30)]
    [InlineData(-50, -50, -40, -40, 1, 1)]
    [InlineData(700, 700, 800, 800, 1, 1)]
    // Made smaller to 320 pixels.
    [InlineData(0, 0, 640, 480, 320, 240)]
    public void Crop_Box_IsCutOutWithItsSurroundings(float left, float top, float right, float bottom, int width, int height)
    {
        using var frame = new Mat(480, 640, MatType.CV_8UC3, new Scalar(10, 200, 30));

        using var crop = Cv2.ImDecode(ObjectCrop.Encode(frame, new Box(left, top, right, bottom)), ImreadModes.Color);

        Assert.Equal(new Size(width, height), crop.Size());
        Assert.InRange(Cv2.Mean(crop).Val1, 195, 205);
    }

    private static Box Box(int left) => new(left, 0, left + 10, 10);
}
