using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Turns boxes that were drawn on an image as it is encoded, before its EXIF orientation is applied, along with the image.</summary>
internal static class BoxOrientation
{
    /// <summary>First of the orientations that exchange width and height (EXIF 2.32, tag 274).</summary>
    public const int FirstSideways = 5;

    /// <param name="box">Edges in pixels of the image as encoded.</param>
    /// <param name="orientation">Of EXIF; below <see cref="FirstSideways"/> nothing is turned.</param>
    /// <param name="width">Of the image as displayed, in pixels.</param>
    /// <param name="height">Of the image as displayed, in pixels.</param>
    public static PlannedBox Apply(in PlannedBox box, int orientation, int width, int height) => orientation switch
    {
        5 => box with { Left = box.Top, Top = box.Left, Right = box.Bottom, Bottom = box.Right },
        6 => box with { Left = width - box.Bottom, Top = box.Left, Right = width - box.Top, Bottom = box.Right },
        7 => box with { Left = width - box.Bottom, Top = height - box.Right, Right = width - box.Top, Bottom = height - box.Left },
        8 => box with { Left = box.Top, Top = height - box.Right, Right = box.Bottom, Bottom = height - box.Left },
        _ => box,
    };
}
