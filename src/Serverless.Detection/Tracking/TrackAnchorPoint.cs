using System.Numerics;

namespace Serverless.Detection.Tracking;

internal static class TrackAnchorPoint
{
    public static Vector2 Of(this TrackAnchor anchor, Box box) =>
        new(box.CenterX, anchor == TrackAnchor.Center ? box.CenterY : box.Bottom);
}
