using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class HomographyTests
{
    private static readonly Gen<Homography> Maps =
        from seed in Gen.Choose(0, int.MaxValue)
        let random = new Random(seed)
        select Homography.Translation(random.Around(50), random.Around(50))
            * Homography.Rotation(random.Around(3))
            * Homography.Shear(random.Around(0.5), random.Around(0.5))
            * Homography.Perspective(random.Around(0.001), random.Around(0.001))
            * Homography.Scaling(0.5 + random.NextDouble(), 0.5 + random.NextDouble());

    [Fact]
    public void Multiply_TwoMaps_DoesTheRightOneFirst() => Prop.ForAll(
        Maps.Two().ToArbitrary(),
        static maps =>
        {
            var (first, second) = (maps.Item2, maps.Item1);
            var (x, y) = first.Apply(30, 40);
            var expected = second.Apply(x, y);
            var actual = (second * first).Apply(30, 40);
            return Math.Abs(expected.X - actual.X) < 1e-6 && Math.Abs(expected.Y - actual.Y) < 1e-6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_Box_HoldsEveryPointOfIt() => Prop.ForAll(
        Maps.ToArbitrary(),
        static map =>
        {
            var hull = map.Apply(new Box(10, 20, 110, 70));
            return Enumerable.Range(0, 11).All(i =>
            {
                var (x, y) = map.Apply(10 + (i * 10), 20 + (i % 4 * 50 / 3.0));
                return x >= hull.Left - 1e-3 && x <= hull.Right + 1e-3 && y >= hull.Top - 1e-3 && y <= hull.Bottom + 1e-3;
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rotation_QuarterTurn_IsClockwise()
    {
        var (x, y) = Homography.Rotation(Math.PI / 2).Apply(1, 0);

        Assert.Equal(0, x, 1e-12);
        Assert.Equal(1, y, 1e-12);
    }
}
