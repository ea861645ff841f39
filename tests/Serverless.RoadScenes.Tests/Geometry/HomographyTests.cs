using FsCheck;
using FsCheck.Fluent;
using Serverless.RoadScenes.Geometry;

namespace Serverless.RoadScenes.Tests.Geometry;

public sealed class HomographyTests
{
    private static readonly Homography Tilted = new(1.2, 0.1, 5, -0.2, 0.9, -3, 0.001, 0.002, 1);

    [Fact]
    public void Inverse_AnyPoint_LeadsBack()
    {
        var points = Gen.Choose(-100, 100).Two().ToArbitrary();

        Prop.ForAll(points, point =>
        {
            var there = Tilted.Map(point.Item1, point.Item2);
            var back = Tilted.Inverse().Map(there.X, there.Y);
            return Math.Abs(back.X - point.Item1) < 1e-6 && Math.Abs(back.Y - point.Item2) < 1e-6;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Then_TwoMaps_AppliesTheFirstFirst()
    {
        var map = Homography.ScaleThenShift(2, 3, 0, 0).Then(Homography.ScaleThenShift(1, 1, 10, 20));

        var point = map.Map(1, 1);

        Assert.Equal(12, point.X, 9);
        Assert.Equal(23, point.Y, 9);
    }
}
