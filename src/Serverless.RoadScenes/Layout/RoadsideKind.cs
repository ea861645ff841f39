namespace Serverless.RoadScenes.Layout;

/// <summary>What can stand beside the road.</summary>
internal enum RoadsideKind
{
    Tree,
    Bush,
    Building,
    Pole,
}
