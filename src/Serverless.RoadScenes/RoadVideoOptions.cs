namespace Serverless.RoadScenes;

/// <summary>What a generated video shows.</summary>
public sealed record RoadVideoOptions
{
    public SceneView View { get; init; } = SceneView.Ground;

    /// <summary>The light; chosen by the seed where null.</summary>
    public SceneLight? Light { get; init; } = SceneLight.Day;

    /// <summary>Number of frames.</summary>
    public int Frames { get; init; } = 250;

    public int FramesPerSecond { get; init; } = 25;

    /// <summary>Width of a frame in pixels.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height of a frame in pixels.</summary>
    public int Height { get; init; } = 360;

    public int Seed { get; init; } = 1;

    /// <summary>Whether the file gets a sound track (engine hum and tyre noise).</summary>
    public bool Sound { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FramesPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FramesPerSecond, 240);
        new SceneOptions { Width = Width, Height = Height }.Validate();
    }
}
