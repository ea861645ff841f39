namespace Serverless.Detection.Slicing;

/// <summary>How much two boxes are taken to be of one object.</summary>
public enum OverlapMeasure
{
    /// <summary>Intersection over union: boxes of about one size.</summary>
    Union,

    /// <summary>Intersection over the smaller box: also a part, cut off by the edge of a tile, in the whole.</summary>
    Smaller,
}
