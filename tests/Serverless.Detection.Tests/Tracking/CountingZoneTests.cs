using System.Numerics;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Tracking;

public class CountingZoneTests
{
    private static readonly CountingZone Square = new("yard", [new(100, 100), new(200, 100), new(200, 200), new(100, 200)]);

    [Theory]
    [InlineData(150, 150, true)]
    [InlineData(99, 150, false)]
    [InlineData(201, 150, false)]
    [InlineData(150, 99, false)]
    [InlineData(150, 201, false)]
    public void Contains_Square_TellsInsideFromOutside(float x, float y, bool inside) =>
        Assert.Equal(inside, Square.Contains(new Vector2(x, y)));

    [Fact]
    public void Contains_NotchedPolygon_LeavesTheNotchOut()
    {
        var notched = new CountingZone("U", [new(0, 0), new(30, 0), new(30, 30), new(20, 30), new(20, 10), new(10, 10), new(10, 30), new(0, 30)]);

        Assert.True(notched.Contains(new Vector2(5, 20)));
        Assert.False(notched.Contains(new Vector2(15, 20)));
        Assert.True(notched.Contains(new Vector2(25, 20)));
    }

    [Fact]
    public void Count_ThroughAndBornInside_TellsWhoEnteredAndLeft()
    {
        var count = Square.Count([Path(1, 0, 50, 120, 180, 250), Path(2, 1, 150, 160, 170, 180), Path(3, 0, 20, 30, 40, 50)]);

        Assert.Equal([1, 2], count.Visits.OrderBy(visit => visit.TrackId).Select(visit => visit.TrackId));
        Assert.Equal((2, 1, 1), (count.Objects, count.Entered, count.Left));
        Assert.Equal([1, 2, 2, 1, 0], Enumerable.Range(0, 5).Select(count.InsideAt));
        Assert.Equal((1, 0), (count.OfClass(1).Objects, count.OfClass(1).Entered));
    }

    [Fact]
    public void Count_ShortAbsence_IsOneVisit()
    {
        // One observation a second.
        var path = Path(1, 0, 50, 150, 95, 150, 250);

        var visit = Assert.Single((Square with { ShortestAbsence = 3 }).Count([path]).Visits);

        Assert.Equal((1, 3, true, true), (visit.First.Frame, visit.Last.Frame, visit.Entered, visit.Left));
        Assert.Equal(2, Square.Count([path]).Visits.Count);
    }

    [Fact]
    public void Constructor_TwoCorners_Throws() =>
        Assert.Throws<ArgumentException>(() => new CountingZone("line", [new(0, 0), new(1, 1)]));

    private static Track Path(int id, int classId, params float[] x) => new(
        id, classId, [.. x.Select((at, i) => new TrackObservation(i, i, Box.FromCenter(at, 150, 20, 20), 0.9f))]);
}
