namespace Serverless.RoadScenes.Layout;

/// <summary>A painted line along the road, in metres.</summary>
/// <param name="X">Its middle.</param>
/// <param name="Width">Its width.</param>
/// <param name="Dash">Length of a dash; 0 where the line is unbroken.</param>
/// <param name="Gap">Length of a gap.</param>
/// <param name="Centre">Whether it takes the colour of the centre line.</param>
internal sealed record Marking(float X, float Width, float Dash, float Gap, bool Centre);
