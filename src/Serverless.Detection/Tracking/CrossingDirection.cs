namespace Serverless.Detection.Tracking;

/// <summary>Which way an object crosses a line, looking along it from its start to its end as it lies in the image.</summary>
public enum CrossingDirection
{
    /// <summary>From the left of the line to its right: downwards across one drawn from left to right.</summary>
    LeftToRight,

    /// <summary>From the right of the line to its left: upwards across one drawn from left to right.</summary>
    RightToLeft,
}
