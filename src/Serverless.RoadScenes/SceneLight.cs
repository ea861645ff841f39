namespace Serverless.RoadScenes;

/// <summary>The time of day that lights a scene.</summary>
public enum SceneLight
{
    /// <summary>Sunny or overcast daylight.</summary>
    Day,

    /// <summary>A low sun: dim, long shadows, warm sky, more sensor noise.</summary>
    Dusk,
}
