namespace Serverless.RoadScenes;

/// <summary>From where the road is seen.</summary>
public enum SceneView
{
    /// <summary>A camera carried or driven about 1.2 m above the road: horizon, sky, potholes close and large.</summary>
    Ground,

    /// <summary>A drone looking straight down from 14 to 22 m: no sky, the whole width of the road, potholes small.</summary>
    Overhead,
}
