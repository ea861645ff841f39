using OpenCvSharp;

namespace Serverless.Detection.Slicing;

/// <summary>An object that was found in a tile.</summary>
/// <param name="Object">Its box in pixels of the whole image.</param>
/// <param name="IsCut">Whether it reaches an edge of the tile beyond which the image goes on, so that it may be a part only.</param>
internal readonly record struct SlicedObject(DetectedObject Object, bool IsCut)
{
    /// <summary>Boxes are seldom exact: this many pixels from the edge are on it.</summary>
    private const float EdgeWidth = 2;

    public static SlicedObject Create(DetectedObject found, Rect tile, ImageSize image)
    {
        var box = new Box(found.Box.Left + tile.X, found.Box.Top + tile.Y, found.Box.Right + tile.X, found.Box.Bottom + tile.Y);
        var isCut = (tile.Left > 0 && found.Box.Left < EdgeWidth)
            || (tile.Top > 0 && found.Box.Top < EdgeWidth)
            || (tile.Right < image.Width && found.Box.Right > tile.Width - EdgeWidth)
            || (tile.Bottom < image.Height && found.Box.Bottom > tile.Height - EdgeWidth);
        return new SlicedObject(found with { Box = box }, isCut);
    }
}
