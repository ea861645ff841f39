using OpenCvSharp;
using Serverless.Detection;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>Paints a shot at any of its moments, and knows where its potholes are.</summary>
internal sealed class ScenePainter : IDisposable
{
    /// <summary>A pothole hidden to more than this share, or cut off so by the picture's edge, has no box.</summary>
    private const float MostHidden = 0.6f;

    private readonly Shot _shot;
    private readonly ViewPainter _view;
    private readonly PotholePainter _potholes;
    private readonly Sensor _sensor;
    private readonly int _seed;

    public ScenePainter(Shot shot, int seed)
    {
        _shot = shot;
        _seed = seed;
        _potholes = new PotholePainter(shot.Road.Style, shot.Light);
        _sensor = new Sensor(Randomness.Fork(seed, 3), shot.Light);
        _view = shot.View == SceneView.Ground
            ? new GroundViewPainter(shot.Road, shot.Light, shot.CameraAt(0), Randomness.Fork(seed, 4))
            : new OverheadViewPainter(shot.Road, shot.Light);
    }

    /// <param name="time">Seconds from the start of the shot.</param>
    /// <param name="frame">Number of the picture.</param>
    public RoadScene Paint(double time, int frame)
    {
        var camera = _shot.CameraAt(time);
        using var picture = new Mat(camera.Size, MatType.CV_8UC4, Scalar.All(0));
        using var coverage = new Mat(camera.Size, MatType.CV_8UC1, Scalar.All(0));
        _view.PaintRoad(picture, camera, time);
        var rims = _shot.Road.Potholes.Select(hole => _potholes.Draw(picture, hole, camera)).ToList();
        PaintObjects(picture, coverage, camera, time);
        var seen = Visible(rims, coverage);
        return new RoadScene(
            _sensor.Expose(picture, unchecked(frame + (_seed * 7919))),
            [.. seen.Select(static pothole => pothole.Box)],
            [.. seen.Select(static pothole => pothole.Identity)]);
    }

    /// <summary>Where the potholes are and which, without painting the road.</summary>
    /// <param name="time">Seconds from the start of the shot.</param>
    public IReadOnlyList<(Box Box, int Identity)> Locate(double time)
    {
        var camera = _shot.CameraAt(time);
        using var picture = new Mat(camera.Size, MatType.CV_8UC4, Scalar.All(0));
        using var coverage = new Mat(camera.Size, MatType.CV_8UC1, Scalar.All(0));
        PaintObjects(picture, coverage, camera, time);
        return Visible([.. _shot.Road.Potholes.Select(hole => _potholes.Rim(hole, camera))], coverage);
    }

    public void Dispose() => _view.Dispose();

    private void PaintObjects(Mat picture, Mat coverage, Camera camera, double time) =>
        _view.PaintObjects(new Compositor(picture, coverage, _shot.Light.Gain, _shot.Light.Horizon), camera, time);

    /// <param name="rims">Of each pothole of the road, empty where it does not show; a pothole's identity is its place among them, from 1.</param>
    private static List<(Box Box, int Identity)> Visible(List<Point2f[]> rims, Mat coverage)
    {
        var seen = new List<(Box Box, int Identity)>();
        for (var i = 0; i < rims.Count; i++)
        {
            if (rims[i].Length > 0 && BoxOf(rims[i], coverage) is { } box)
            {
                seen.Add((box, i + 1));
            }
        }

        return seen;
    }

    private static Box? BoxOf(Point2f[] rim, Mat coverage)
    {
        var whole = new Box(rim.Min(point => point.X), rim.Min(point => point.Y), rim.Max(point => point.X), rim.Max(point => point.Y));
        var box = whole.ClampTo(coverage.Width, coverage.Height);
        return Math.Min(box.Width, box.Height) < MarkedSize.Smallest(coverage.Height) || 1 - VisibleShare(rim, whole, coverage) > MostHidden ? null : box;
    }

    /// <summary>Share of the outline's area that lies in the picture and under nothing.</summary>
    private static float VisibleShare(Point2f[] rim, Box whole, Mat coverage)
    {
        var corner = new Point((int)MathF.Floor(whole.Left), (int)MathF.Floor(whole.Top));
        using var mask = new Mat((int)whole.Height + 2, (int)whole.Width + 2, MatType.CV_8UC1, Scalar.All(0));
        Cv2.FillPoly(mask, [rim.Select(point => new Point((int)point.X - corner.X, (int)point.Y - corner.Y))], Scalar.All(255));
        var area = Cv2.CountNonZero(mask);
        var shown = new Rect(corner, mask.Size()) & new Rect(new Point(0, 0), coverage.Size());
        if (area == 0 || shown.Width <= 0 || shown.Height <= 0)
        {
            return 0;
        }

        using var hole = mask[new Rect(shown.Location - corner, shown.Size)];
        using var over = coverage[shown];
        using var open = new Mat();
        Cv2.BitwiseNot(over, open);
        Cv2.BitwiseAnd(open, hole, open);
        return Cv2.CountNonZero(open) / (float)area;
    }
}
