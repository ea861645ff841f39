using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes;

/// <summary>Draws pictures of roads with exact pothole boxes.</summary>
public static class RoadSceneRenderer
{
    /// <summary>Draws one picture. The same options and seed give the same pixels and boxes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static RoadScene Render(SceneOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var painter = new ScenePainter(ShotComposer.Picture(options, seed), seed);
        return painter.Paint(0, 0);
    }
}
