namespace Serverless.RoadScenes;

/// <summary>What a generated dataset holds.</summary>
public sealed record RoadDatasetOptions
{
    public SceneView View { get; init; } = SceneView.Ground;

    /// <summary>Number of training images.</summary>
    public int Train { get; init; } = 200;

    /// <summary>Number of validation images.</summary>
    public int Validation { get; init; } = 50;

    /// <summary>Number of test images.</summary>
    public int Test { get; init; } = 25;

    /// <summary>Width of an image in pixels.</summary>
    public int Width { get; init; } = 416;

    /// <summary>Height of an image in pixels.</summary>
    public int Height { get; init; } = 416;

    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Train);
        ArgumentOutOfRangeException.ThrowIfNegative(Validation);
        ArgumentOutOfRangeException.ThrowIfNegative(Test);
        ArgumentOutOfRangeException.ThrowIfZero(Train + Validation + Test);
        new SceneOptions { Width = Width, Height = Height }.Validate();
    }
}
