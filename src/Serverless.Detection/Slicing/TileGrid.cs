using OpenCvSharp;

namespace Serverless.Detection.Slicing;

/// <summary>Places tiles of one size so that they cover an image, share at least the overlap and stay inside.</summary>
public static class TileGrid
{
    /// <summary>Tiles row by row; one, the whole image, where it is no larger than a tile.</summary>
    public static IReadOnlyList<Rect> Cut(ImageSize image, ImageSize tile, float overlap)
    {
        var (width, height) = (Math.Min(tile.Width, image.Width), Math.Min(tile.Height, image.Height));
        var columns = Starts(image.Width, width, overlap);
        return [.. Starts(image.Height, height, overlap).SelectMany(y => columns.Select(x => new Rect(x, y, width, height)))];
    }

    /// <summary>Evenly spread, so that the last tile ends with the image and no two are nearly the same.</summary>
    private static int[] Starts(int length, int tile, float overlap)
    {
        var step = Math.Max(1, (int)(tile * (1 - overlap)));
        var steps = (length - tile + step - 1) / step;
        return [.. Enumerable.Range(0, steps + 1).Select(i => steps == 0 ? 0 : (int)((long)(length - tile) * i / steps))];
    }
}
