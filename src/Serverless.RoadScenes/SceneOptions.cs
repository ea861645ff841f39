namespace Serverless.RoadScenes;

/// <summary>What a single picture shows; everything else about it follows from the seed.</summary>
public sealed record SceneOptions
{
    /// <summary>Smallest width and height of a picture in pixels.</summary>
    public const int MinimumSize = 64;

    /// <summary>Largest width and height of a picture in pixels.</summary>
    public const int MaximumSize = 4096;

    public SceneView View { get; init; } = SceneView.Ground;

    /// <summary>The light; chosen by the seed (four of five pictures by day) where null.</summary>
    public SceneLight? Light { get; init; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 416;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 416;

    /// <summary>Whether the road has potholes; without them the picture is a background image.</summary>
    public bool HasPotholes { get; init; } = true;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, MaximumSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Height, MaximumSize);
    }
}
