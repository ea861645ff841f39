using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>Which objects are still worth finding after a variation, by the limits of the public recipe.</summary>
internal static class BoxFilter
{
    private const double SmallestSide = 2;
    private const double SmallestVisibleShare = 0.1;
    private const double LargestAspect = 100;

    /// <param name="visible">What is left of the object within the image.</param>
    /// <param name="area">What it would measure uncut, in the same pixels.</param>
    public static bool IsWorthFinding(Box visible, double area) =>
        visible.Width > SmallestSide
        && visible.Height > SmallestSide
        && visible.Area > SmallestVisibleShare * area
        && Math.Max(visible.Width / visible.Height, visible.Height / visible.Width) < LargestAspect;
}
