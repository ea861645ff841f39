namespace Serverless.Detection.Tracking;

/// <summary>Which point of a box tells where an object is.</summary>
public enum TrackAnchor
{
    /// <summary>The middle of the box: for views from above.</summary>
    Center,

    /// <summary>The middle of the lower edge, where an object stands on the ground: for views along the ground.</summary>
    BottomCenter,
}
