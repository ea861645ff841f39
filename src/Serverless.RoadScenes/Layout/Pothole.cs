using System.Numerics;

namespace Serverless.RoadScenes.Layout;

/// <summary>A hole in the asphalt; its shape follows from the seed.</summary>
/// <param name="Center">Road plane, metres.</param>
/// <param name="Radius">Mean radius in metres.</param>
/// <param name="Depth">Metres.</param>
/// <param name="Water">How full of water it is: 0 dry, 1 to the brim.</param>
/// <param name="Seed">Seed of outline, floor and debris.</param>
internal sealed record Pothole(Vector2 Center, float Radius, float Depth, float Water, int Seed);
