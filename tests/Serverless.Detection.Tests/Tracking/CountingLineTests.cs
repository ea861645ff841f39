using System.Numerics;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Tracking;

public class CountingLineTests
{
    // From left to right: what comes down crosses from its left to its right.
    private static readonly CountingLine Line = new("gate", new Vector2(100, 200), new Vector2(300, 200));

    [Fact]
    public void Crossings_DownThenUp_CountsBothWays()
    {
        var crossings = Line.Crossings([Path(7, (200, 150), (200, 190), (200, 230), (200, 250), (200, 150))]);

        Assert.Equal(
            [new LineCrossing(7, 2, 2, 0.2, CrossingDirection.LeftToRight), new LineCrossing(7, 2, 4, 0.4, CrossingDirection.RightToLeft)],
            crossings);
    }

    [Fact]
    public void Crossings_PastTheEnds_CountsNothing() =>
        Assert.Empty(Line.Crossings([Path(1, (50, 150), (50, 250)), Path(2, (350, 150), (350, 250))]));

    [Fact]
    public void Crossings_TremblingOnTheLine_CountsOnceItIsClear()
    {
        var crossing = Assert.Single(Line.Crossings([Path(1, (200, 190), (200, 200.5f), (200, 199.5f), (200, 200.5f), (200, 199), (200, 206))]));

        Assert.Equal(5, crossing.Frame);
    }

    [Fact]
    public void Crossings_LineTurnedRound_TurnsTheDirection()
    {
        var turned = Line with { Start = Line.End, End = Line.Start };

        Assert.Equal(CrossingDirection.RightToLeft, Assert.Single(turned.Crossings([Path(1, (200, 150), (200, 250))])).Direction);
    }

    [Fact]
    public void Crossings_BottomAsAnchor_CrossesEarlier()
    {
        var standing = Line with { Anchor = TrackAnchor.BottomCenter };
        var path = Path(1, (200, 180), (200, 194), (200, 196));

        Assert.Empty(Line.Crossings([path]));
        Assert.Equal(1, Assert.Single(standing.Crossings([path])).Frame);
    }

    [Fact]
    public void Crossings_LineWithoutLength_CountsNothing() =>
        Assert.Empty((Line with { End = Line.Start }).Crossings([Path(1, (100, 150), (100, 250))]));

    private static Track Path(int id, params (float X, float Y)[] centers) => new(
        id, 2, [.. centers.Select((at, i) => new TrackObservation(i, Math.Round(i * 0.1, 3), Box.FromCenter(at.X, at.Y, 20, 20), 0.9f))]);
}
