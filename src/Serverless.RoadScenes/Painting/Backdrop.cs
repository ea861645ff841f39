using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>Sky, clouds and the far tree line: what lies too far away to move as the camera does.</summary>
internal sealed class Backdrop : IDisposable
{
    private readonly Mat _picture;
    private readonly int _horizon;

    private Backdrop(Mat picture, int horizon)
    {
        _picture = picture;
        _horizon = horizon;
    }

    /// <param name="size">Size of the pictures.</param>
    /// <param name="horizonRow">About where their horizon lies.</param>
    public static Backdrop Create(Size size, float horizonRow, RoadStyle style, Illumination light, Random random)
    {
        // A margin all round, since cameras sway.
        var horizon = (int)Math.Max(24, horizonRow + (size.Height * 0.08f));
        var picture = new Mat(size.Height, (int)(size.Width * 1.16f), MatType.CV_8UC4);
        PaintSky(picture, Math.Min(horizon, size.Height - 1), size.Height, light, random.Range(0, 200));
        PaintTreeLine(picture, horizon, size.Height, style, light, random.Range(0, 200));
        return new Backdrop(picture, horizon);
    }

    /// <summary>Fills a picture, its horizon where the camera has it.</summary>
    public void Draw(Mat target, Camera camera)
    {
        var center = new Point2f(_picture.Width / 2f, _horizon);
        using var turn = Cv2.GetRotationMatrix2D(center, -camera.Roll * 180 / MathF.PI, 1);
        turn.Set(0, 2, turn.Get<double>(0, 2) + (camera.Size.Width / 2.0) - center.X);
        turn.Set(1, 2, turn.Get<double>(1, 2) + camera.HorizonRow - center.Y);
        Cv2.WarpAffine(_picture, target, turn, camera.Size, InterpolationFlags.Linear, BorderTypes.Replicate);
    }

    public void Dispose() => _picture.Dispose();

    private static void PaintSky(Mat picture, int horizon, int height, Illumination light, float offset)
    {
        // Clouds are soft: half the resolution will do.
        using var half = new Mat((horizon + 1) / 2, picture.Width / 2, MatType.CV_8UC4);
        var rows = half.Rows;
        for (var row = 0; row < rows; row++)
        {
            PaintSkyRow(half.Row<Vec4b>(row), Math.Max(0, (horizon - (2 * row)) / (float)height), height / 2f, light, offset);
        }

        using var sky = picture.RowRange(0, horizon);
        Cv2.Resize(half, sky, sky.Size(), interpolation: InterpolationFlags.Linear);
    }

    /// <param name="rise">Height over the horizon, in heights of the picture.</param>
    private static void PaintSkyRow(Span<Vec4b> pixels, float rise, float height, Illumination light, float offset)
    {
        var cloud = light.IsDusk ? light.Horizon * new Vector3(0.85f, 0.75f, 0.8f) : new Vector3(236, 234, 232);
        var clear = Vector3.Lerp(light.Horizon, light.Zenith, 1 - MathF.Exp(-rise * 4.5f));

        // Clouds lie on a ceiling, so they shrink towards the horizon.
        var away = 0.35f / (rise + 0.09f);
        for (var column = 0; column < pixels.Length; column++)
        {
            var x = (column - (pixels.Length / 2f)) / height * away * 1.2f;
            var density = NoiseTile.At(x, away, 0.9f, offset) + (0.5f * NoiseTile.At(x, away, 0.36f, offset + 40)) + (0.25f * NoiseTile.At(x, away, 0.15f, offset + 80));
            var share = Math.Clamp((density + (1.6f * light.Clouds) - 0.55f) * 0.9f, 0, 0.95f) * Math.Min(1, (rise * 10) + 0.15f);
            var shaded = cloud * (1 - (0.12f * Math.Clamp(density, 0, 1)));
            pixels[column] = Vector3.Lerp(clear, shaded, share).ToPixel(0);
        }
    }

    private static void PaintTreeLine(Mat picture, int horizon, int height, RoadStyle style, Illumination light, float offset)
    {
        var (rows, columns) = (picture.Rows, picture.Cols);
        var ground = Vector3.Lerp(style.Grass * light.Gain, light.Horizon * 0.9f, 0.5f);
        Cv2.Rectangle(picture, new Rect(0, horizon, columns, rows - horizon), ground.Opaque(), -1);
        var tall = height * (style.Town ? 0.055f : 0.04f);
        var far = Ridge(columns, height, u => tall * (1 + NoiseTile.At(u, 0.3f, 0.5f, offset) + (0.3f * NoiseTile.At(u, 0.9f, 0.04f, offset))));
        var near = Ridge(columns, height, u => tall * (0.45f + (0.9f * NoiseTile.At(u, 0.6f, 0.3f, offset + 60)) + (0.3f * NoiseTile.At(u, 0.2f, 0.025f, offset))));
        for (var row = Math.Max(0, horizon - (int)(2.5f * tall)); row < horizon; row++)
        {
            var pixels = picture.Row<Vec4b>(row);
            for (var column = 0; column < columns; column++)
            {
                var rise = horizon - row;
                if (rise < Math.Max(near[column], far[column]))
                {
                    var leaf = 1 + (0.2f * NoiseTile.At(column / (float)height, row / (float)height, 0.02f, offset));
                    var haze = rise < near[column] ? 0.3f : 0.6f;
                    pixels[column] = Vector3.Lerp(new Vector3(56, 82, 68) * light.Gain * leaf, light.Horizon, haze).ToPixel(0);
                }
            }
        }
    }

    private static float[] Ridge(int columns, int height, Func<float, float> rise) =>
        [.. Enumerable.Range(0, columns).Select(column => rise(column / (float)height))];
}
