namespace Serverless.Detection.Tests;

public class BoxTests
{
    [Fact]
    public void IntersectionOverUnion_KnownBoxes_IsExact()
    {
        var box = new Box(0, 0, 4, 4);

        Assert.Equal(1, box.IntersectionOverUnion(box));
        Assert.Equal(4 / 28f, box.IntersectionOverUnion(new Box(2, 2, 6, 6)));
        Assert.Equal(0, box.IntersectionOverUnion(new Box(4, 0, 8, 4)));
        Assert.Equal(0, box.IntersectionOverUnion(new Box(2, 2, 2, 2)));
    }

    [Fact]
    public void FromCenter_RoundTrip_KeepsCenterAndSize()
    {
        var box = Box.FromCenter(10, 20, 4, 6);

        Assert.Equal(new Box(8, 17, 12, 23), box);
        Assert.Equal((10, 20, 4, 6, 24), (box.CenterX, box.CenterY, box.Width, box.Height, box.Area));
    }

    [Fact]
    public void IntersectionOverSmaller_PartOrWhole_IsThePartOfTheSmaller()
    {
        var box = new Box(0, 0, 10, 10);

        Assert.Equal(1, box.IntersectionOverSmaller(new Box(2, 2, 4, 4)));
        Assert.Equal(0.5f, box.IntersectionOverSmaller(new Box(9, 0, 11, 5)));
        Assert.Equal(0, box.IntersectionOverSmaller(new Box(10, 0, 20, 5)));
        Assert.Equal(0, box.IntersectionOverSmaller(new Box(5, 5, 5, 5)));
    }
}
