using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>An object that was followed, as the report shows it.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Class">Name of its class.</param>
/// <param name="FirstSeconds">When it was first seen.</param>
/// <param name="LastSeconds">When it was last seen.</param>
/// <param name="Frame">The frame that it was detected in with the highest confidence.</param>
/// <param name="Seconds">When that is shown.</param>
/// <param name="Confidence">That confidence, 0 to 1.</param>
/// <param name="Box">Where it is in that frame, in pixels.</param>
public sealed record BestObject(
    int Track, string Class, double FirstSeconds, double LastSeconds, int Frame, double Seconds, float Confidence, Box Box);
