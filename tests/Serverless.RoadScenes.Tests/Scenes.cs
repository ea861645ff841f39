using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.RoadScenes.Tests;

/// <summary>Renders small scenes and measures them.</summary>
internal static class Scenes
{
    public const int Size = 256;

    public static RoadScene Render(SceneView view, int seed, bool hasPotholes = true, SceneLight? light = SceneLight.Day) =>
        RoadSceneRenderer.Render(new SceneOptions { View = view, Light = light, Width = Size, Height = Size, HasPotholes = hasPotholes }, seed);

    public static Rect ToRect(this Box box)
    {
        var (left, top) = ((int)box.Left, (int)box.Top);
        return new Rect(left, top, Math.Max(1, (int)box.Right - left), Math.Max(1, (int)box.Bottom - top));
    }

    public static double Brightness(Mat image, Rect area)
    {
        using var part = image[area];
        var mean = Cv2.Mean(part);
        return (mean.Val0 + mean.Val1 + mean.Val2) / 3;
    }

    public static bool AreEqual(Mat one, Mat other) => Cv2.Norm(one, other, NormTypes.INF) == 0;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
