using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;
using Serverless.Detection.Slicing;

namespace Serverless.Detection.Tests.Slicing;

public class TileGridTests
{
    [Fact]
    public void Cut_LargeImage_SpreadsTilesEvenly()
    {
        var tiles = TileGrid.Cut(new ImageSize(1280, 720), new ImageSize(640, 640), 0.2f);

        Assert.Equal([0, 320, 640], tiles.Select(static tile => tile.X).Distinct());
        Assert.Equal([0, 80], tiles.Select(static tile => tile.Y).Distinct());
        Assert.Equal(6, tiles.Count);
    }

    [Fact]
    public void Cut_ImageNoLargerThanATile_IsTheImage() =>
        Assert.Equal([new Rect(0, 0, 500, 640)], TileGrid.Cut(new ImageSize(500, 640), new ImageSize(640, 640), 0.2f));

    [Fact]
    public void Cut_AnyImage_CoversItWithTheOverlapAndStaysInside()
    {
        var sizes = Gen.Zip(Gen.Four(Gen.Choose(1, 400)), Gen.Choose(0, 9)).ToArbitrary();

        Prop.ForAll(sizes, static pair =>
        {
            var ((width, height, tileWidth, tileHeight), overlap) = pair;
            var tiles = TileGrid.Cut(new ImageSize(width, height), new ImageSize(tileWidth, tileHeight), overlap / 10f);
            var columns = tiles.Where(static tile => tile.Y == 0).ToList();
            return tiles.All(tile => tile is { X: >= 0, Y: >= 0 } && tile.Right <= width && tile.Bottom <= height)
                && columns[0].X == 0 && columns[^1].Right == width && tiles[^1].Bottom == height
                && columns.Zip(columns.Skip(1)).All(next =>
                    next.Second.X > next.First.X
                    && (next.First.Right - next.Second.X >= Math.Floor(tileWidth * overlap / 10f) - 1 || next.Second.X - next.First.X == 1));
        }).QuickCheckThrowOnFailure();
    }
}
