namespace Serverless.Detection.Tracking;

/// <summary>An object's stay in a zone.</summary>
/// <param name="TrackId">Which.</param>
/// <param name="ClassId">Its class, from 0.</param>
/// <param name="First">The first detection inside.</param>
/// <param name="Last">The last detection inside.</param>
/// <param name="Entered">Whether it was seen outside before.</param>
/// <param name="Left">Whether it was seen outside afterwards.</param>
public sealed record ZoneVisit(int TrackId, int ClassId, TrackObservation First, TrackObservation Last, bool Entered, bool Left);
