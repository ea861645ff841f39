namespace Serverless.Detection.Tracking;

/// <summary>An object in one frame that is known from others, or only in this one.</summary>
/// <param name="TrackId">The same in all frames; from 1, or <see cref="NotFollowed"/>.</param>
/// <param name="Box">In pixels of the frame.</param>
/// <param name="ClassId">From 0.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="IsInterpolated">Whether it was not detected in this frame, but before and after.</param>
public readonly record struct TrackedObject(int TrackId, Box Box, int ClassId, float Confidence, bool IsInterpolated = false)
{
    /// <summary>In place of an id where an object belongs to no track.</summary>
    public const int NotFollowed = 0;
}
