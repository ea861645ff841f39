namespace Serverless.Detection.Tracking;

/// <summary>An object went across a line.</summary>
/// <param name="TrackId">Which.</param>
/// <param name="ClassId">Its class, from 0.</param>
/// <param name="Frame">The first frame it was detected in clear beyond the line.</param>
/// <param name="Time">Of that frame, in seconds.</param>
/// <param name="Direction">Which way.</param>
public sealed record LineCrossing(int TrackId, int ClassId, int Frame, double Time, CrossingDirection Direction);
