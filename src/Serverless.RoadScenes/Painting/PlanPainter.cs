using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>Paints a window of the road plane: BGR as lit, and in the fourth channel how much shadow lies there.</summary>
internal sealed class PlanPainter(RoadStrip road, Illumination light)
{
    /// <summary>Slowly varying noise is computed once for a square of so many texels and interpolated.</summary>
    private const int Coarse = 4;

    private readonly RoadStyle _style = road.Style;

    /// <param name="window">What to paint.</param>
    /// <param name="eye">Where the camera is: it decides how much water mirrors.</param>
    /// <param name="time">Seconds; moves the vehicles' shadows.</param>
    public Mat Paint(PlanWindow window, Vector3 eye, double time)
    {
        using var layers = PlanLayers.Draw(window, road, light, time);
        using var blotches = Slow(window, [(0.3f, 0.35f), (0.9f, 0.45f), (2.6f, 0.55f), (9, 0.6f)]);
        using var wear = Slow(window, [(0.12f, 0.35f), (0.5f, 0.5f), (2.2f, 0.6f)]);
        var plan = new Mat(window.Size, MatType.CV_8UC4);
        var across = Across(window);
        for (var row = 0; row < window.Rows; row++)
        {
            PaintRow(plan, row, window, layers, blotches, wear, across, Mirror(window.Z(row), eye));
        }

        return plan;
    }

    private void PaintRow(Mat plan, int row, PlanWindow window, PlanLayers layers, Mat blotches, Mat wear, PlanColumn[] across, float mirror)
    {
        var output = plan.Row<Vec4b>(row);
        var blotch = blotches.Row<float>(row);
        var worn = wear.Row<float>(row);
        var tone = layers.Tone.Row<byte>(row);
        var dark = layers.Dark.Row<byte>(row);
        var paint = layers.Paint.Row<byte>(row);
        var shadow = layers.Shadow.Row<byte>(row);
        var water = layers.Water.Row<byte>(row);
        var grains = NoiseTile.Grain.Row(window.FirstRow + row);
        var shift = window.FirstColumn & (grains.Length - 1);
        var contrast = GrainContrast(window);
        for (var column = 0; column < output.Length; column++)
        {
            var grain = grains[(shift + column) & (grains.Length - 1)];
            ref readonly var place = ref across[column];
            var edge = place.Edge + (place.Wobble * worn[column]) + (0.025f * grain);
            var color = edge > 0
                ? Asphalt(place, blotch[column], worn[column], grain * contrast, tone[column], dark[column], paint[column])
                : Border(place, edge, blotch[column], worn[column], grain, dark[column]);
            if (water[column] != 0)
            {
                color = Vector3.Lerp(color, WaterColor(color, mirror, worn[column]), water[column] / 255f);
            }

            var lit = Vector3.Lerp(Vector3.One, light.Shade, shadow[column] / 255f);
            output[column] = (color * lit * light.Gain).ToPixel(shadow[column]);
        }
    }

    private Vector3 Asphalt(in PlanColumn place, float blotch, float worn, float grain, byte tone, byte dark, byte paint)
    {
        var repair = (tone - 128) / 128f;
        var plain = 1 - Math.Min(1, MathF.Abs(repair) * 2);
        var brightness = 1 + (0.13f * _style.Blotches * blotch * (0.35f + (0.65f * plain))) + (0.16f * _style.Grain * grain) + (0.42f * repair) - (place.Track * (0.7f + (0.4f * worn)) * plain);
        var color = _style.Asphalt * brightness;
        color += new Vector3(-2.5f, 0, 3) * worn * plain;
        color = Vector3.Lerp(color, _style.Soil, Math.Clamp((place.Dust * (0.55f + (0.6f * blotch))) - 0.05f, 0, 0.6f));
        if (paint != 0)
        {
            var left = Math.Clamp(2.2f * (1.05f - (1.25f * _style.PaintWear) + (0.75f * worn) + (0.3f * grain)), 0, 1);
            color = Vector3.Lerp(color, place.Paint * (0.92f + (0.06f * blotch)), left * 0.92f * paint / 255f);
        }

        return color * (1 - (dark / 255f * 0.78f));
    }

    private Vector3 Border(in PlanColumn place, float edge, float blotch, float worn, float grain, byte dark)
    {
        if (place.Verge == Verge.Pavement && edge > -2.5f)
        {
            var stone = edge switch
            {
                > -0.04f => _style.Slabs * 0.5f,
                > -0.2f => _style.Slabs * 1.12f,
                > -0.23f => _style.Slabs * 0.6f,
                _ => _style.Slabs * (0.93f + (0.06f * blotch)),
            };
            return stone * (1 + (0.07f * grain) + (0.05f * worn)) * (1 - (dark / 255f * 0.6f));
        }

        var grass = Math.Clamp((-edge - place.Shoulder) * 3 + (worn * 1.3f) + (grain * 0.9f), 0, 1);
        var soil = _style.Soil * (1 + (0.13f * blotch) + (0.2f * grain));
        var blades = Vector3.Lerp(_style.Grass, _style.Soil * 1.05f, Math.Clamp((0.4f * blotch) + (0.35f * worn) - 0.1f, 0, 0.7f)) * (0.95f + (0.36f * grain) + (0.18f * worn));
        return Vector3.Lerp(soil, blades, grass);
    }

    private Vector3 WaterColor(Vector3 ground, float mirror, float ripple)
    {
        var sky = Vector3.Lerp(light.Horizon, light.Zenith, 0.35f - (0.1f * ripple)) / light.Gain;
        return Vector3.Lerp((ground * 0.42f) + (_style.Soil * 0.08f), sky, Math.Clamp(mirror + 0.05f, 0, 0.85f));
    }

    /// <summary>Share of light that water mirrors towards the eye: Schlick's approximation of Fresnel's equations.</summary>
    private static float Mirror(float z, Vector3 eye)
    {
        var cosine = eye.Y / MathF.Sqrt((eye.Y * eye.Y) + ((z - eye.Z) * (z - eye.Z)));
        return 0.02f + (0.98f * MathF.Pow(1 - cosine, 5));
    }

    /// <summary>A texel that holds many stones shows their mean.</summary>
    private static float GrainContrast(PlanWindow window)
    {
        const float StonesPerMetre = 150;
        return Math.Clamp(MathF.Sqrt(window.ColumnsPerMetre * window.RowsPerMetre) / StonesPerMetre, 0.22f, 1);
    }

    private PlanColumn[] Across(PlanWindow window)
    {
        var columns = new PlanColumn[window.Columns];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = PlanColumn.At(window.X(column), _style);
        }

        return columns;
    }

    private Mat Slow(PlanWindow window, ReadOnlySpan<(float Wavelength, float Size)> octaves)
    {
        using var coarse = new Mat((window.Rows / Coarse) + 3, (window.Columns / Coarse) + 3, MatType.CV_32FC1);
        var texel = 1 / MathF.Min(window.ColumnsPerMetre, window.RowsPerMetre);

        // The coarse grid is fixed to the world too; the remainder is cut off after enlarging.
        var (firstColumn, firstRow) = ((int)MathF.Floor(window.FirstColumn / (float)Coarse), (int)MathF.Floor(window.FirstRow / (float)Coarse));
        var rows = coarse.Rows;
        for (var row = 0; row < rows; row++)
        {
            var line = coarse.Row<float>(row);
            line.Clear();
            var z = ((firstRow + row) * Coarse) / window.RowsPerMetre;
            foreach (var (wavelength, size) in octaves)
            {
                // Too fine for this window: it would flicker.
                var visible = size * Math.Clamp((wavelength / texel / 6) - 0.3f, 0, 1);
                if (visible > 0)
                {
                    AddOctave(line, z, firstColumn * Coarse / window.ColumnsPerMetre, Coarse / window.ColumnsPerMetre, wavelength, visible);
                }
            }
        }

        using var enlarged = new Mat();
        Cv2.Resize(coarse, enlarged, new Size(coarse.Cols * Coarse, coarse.Rows * Coarse), interpolation: InterpolationFlags.Linear);
        var inset = new Point(window.FirstColumn - (firstColumn * Coarse) + (Coarse / 2), window.FirstRow - (firstRow * Coarse) + (Coarse / 2));
        return enlarged[new Rect(inset, window.Size)];
    }

    private void AddOctave(Span<float> line, float z, float left, float step, float wavelength, float size)
    {
        var scale = NoiseTile.SmoothWavelength / wavelength;
        NoiseTile.Smooth.AddRow(line, (left * scale) + _style.NoiseOffset, step * scale, (z * scale) + (_style.NoiseOffset * 1.7f), size);
    }
}
