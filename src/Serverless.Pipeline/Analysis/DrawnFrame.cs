using Serverless.Detection.Tracking;

namespace Serverless.Pipeline.Analysis;

/// <summary>What is drawn into one frame of a video.</summary>
/// <param name="Frame">Number of the frame, from 0.</param>
/// <param name="Objects">Those that are followed by id, then the others.</param>
/// <param name="Trails">Where the followed ones came along; empty unless asked for.</param>
public sealed record DrawnFrame(int Frame, IReadOnlyList<TrackedObject> Objects, IReadOnlyList<Trail> Trails);
