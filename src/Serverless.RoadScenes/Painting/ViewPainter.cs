using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;

namespace Serverless.RoadScenes.Painting;

/// <summary>What differs between looking along the road and looking down at it.</summary>
internal abstract class ViewPainter(RoadStrip road, Illumination light) : IDisposable
{
    private readonly PlanPainter _plan = new(road, light);

    protected RoadStrip Road => road;

    protected Illumination Lighting => light;

    /// <summary>Paints all that is flat, potholes aside; the fourth channel gets the shadow on the road.</summary>
    public abstract void PaintRoad(Mat picture, Camera camera, double time);

    /// <summary>Paints all that stands on the road or beside it.</summary>
    public abstract void PaintObjects(Compositor compositor, Camera camera, double time);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    protected void Project(Mat picture, Camera camera, PlanWindow window, double time)
    {
        using var texels = _plan.Paint(window, camera.Position, time);
        var (top, bottom) = Rows(camera, window);
        if (bottom <= top)
        {
            return;
        }

        using var rows = picture.RowRange(top, bottom);
        using var map = window.ToPlane().Then(camera.Plane).Then(Homography.ScaleThenShift(1, 1, -0.5, -top - 0.5)).ToMat();
        Cv2.WarpPerspective(texels, rows, map, rows.Size(), InterpolationFlags.Linear, BorderTypes.Transparent);
    }

    /// <summary>The rows of the picture that a window can show up in.</summary>
    private static (int Top, int Bottom) Rows(Camera camera, PlanWindow window)
    {
        var (left, near, right, far) = (window.X(-1), window.Z(-1), window.X(window.Columns), window.Z(window.Rows));
        Vector3[] corners = [new(left, 0, near), new(right, 0, near), new(right, 0, far), new(left, 0, far)];
        if (Array.Exists(corners, corner => camera.Depth(corner) < 0.2f))
        {
            return (0, camera.Size.Height);
        }

        var rows = Array.ConvertAll(corners, corner => camera.Project(corner).Y);
        return ((int)Math.Clamp(rows.Min() - 1, 0, camera.Size.Height), (int)Math.Clamp(rows.Max() + 2, 0, camera.Size.Height));
    }

    protected static Vector3 OnRoad(Vector2 place, float height = 0) => new(place.X, height, place.Y);
}
