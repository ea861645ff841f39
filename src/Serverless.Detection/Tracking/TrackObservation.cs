namespace Serverless.Detection.Tracking;

/// <summary>A detection that belongs to a track.</summary>
/// <param name="Frame">Number of the frame in the video, from 0.</param>
/// <param name="Time">Presentation time in seconds.</param>
/// <param name="Box">As detected, in pixels.</param>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct TrackObservation(int Frame, double Time, Box Box, float Confidence);
