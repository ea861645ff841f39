namespace Serverless.RoadScenes.Painting;

/// <summary>How large a pothole has to be on a picture for a person to mark it: what is smaller has no box and fades away.</summary>
internal static class MarkedSize
{
    private const float SmallestPixels = 6;
    private const float SmallestShare = 1 / 36f;
    private const float VanishingShare = 2 / 3f;

    /// <summary>Smallest width and height of a box, pixels.</summary>
    public static float Smallest(int pictureHeight) => Math.Max(SmallestPixels, SmallestShare * pictureHeight);

    /// <summary>A hole lower than this, pixels, is not drawn, so that hardly any that can be seen is left without a box.</summary>
    public static float Vanishing(int pictureHeight) => VanishingShare * Smallest(pictureHeight);
}
