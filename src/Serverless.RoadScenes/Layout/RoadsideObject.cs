namespace Serverless.RoadScenes.Layout;

/// <summary>Something that stands beside the road; metres.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="X">Its middle, or for a building the wall that faces the road.</param>
/// <param name="Z">Its middle, or for a building the near end of its wall.</param>
/// <param name="Size">Height; width follows from the picture of it.</param>
/// <param name="Length">Along the road; of a building.</param>
/// <param name="Variant">Picks a picture of it.</param>
internal sealed record RoadsideObject(RoadsideKind Kind, float X, float Z, float Size, float Length, int Variant);
