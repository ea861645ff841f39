using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>What a camera does to a picture: blur, exposure, cast of colour, vignetting, noise.</summary>
internal sealed class Sensor
{
    private readonly double _blur;
    private readonly Vector3 _gain;
    private readonly float _vignetting;
    private readonly float _noise;
    private readonly float _contrast;

    public Sensor(Random random, Illumination light)
    {
        _blur = random.Range(0.35f, 0.85f);
        var cast = new Vector3(random.Normal(), random.Normal() * 0.4f, random.Normal()) * 0.03f;
        _gain = (Vector3.One + cast) * MathF.Exp(random.Normal() * 0.09f);
        _vignetting = random.Chance(0.35) ? random.Range(0.1f, 0.4f) : 0.04f;
        _contrast = random.Range(0.92f, 1.12f);
        _noise = light.SensorNoise * 2;
    }

    /// <param name="picture">BGR and one more channel; is blurred in place.</param>
    /// <param name="frame">Number of the frame: each has its own noise.</param>
    /// <returns>BGR.</returns>
    public Mat Expose(Mat picture, int frame)
    {
        Cv2.GaussianBlur(picture, picture, new Size(3, 3), _blur);
        var (rows, columns) = (picture.Rows, picture.Cols);
        var result = new Mat(rows, columns, MatType.CV_8UC3);
        var shift = Randomness.Fork(frame, 301);
        var (left, top) = (shift.Next(512), shift.Next(512));
        for (var row = 0; row < rows; row++)
        {
            var y = ((2 * row) - rows) / (float)rows;
            Expose(picture.Row<Vec4b>(row), result.Row<Vec3b>(row), NoiseTile.Sensor.Row(row + top), left, y);
        }

        return result;
    }

    private void Expose(ReadOnlySpan<Vec4b> input, Span<Vec3b> output, ReadOnlySpan<float> grains, int left, float y)
    {
        const float MiddleGrey = 118;
        const int ChannelShift = 171;
        var mask = grains.Length - 1;
        for (var column = 0; column < output.Length; column++)
        {
            var x = ((2 * column) - output.Length) / (float)output.Length;
            var lit = _gain * (1 - (_vignetting * 0.5f * ((x * x) + (y * y))));
            var pixel = input[column];
            var at = column + left;
            // Mostly brightness noise, some of it coloured.
            var grey = grains[at & mask];
            var speckle = new Vector3(grains[(at + ChannelShift) & mask], grey, grains[(at + (2 * ChannelShift)) & mask]);
            var value = (new Vector3(pixel.Item0, pixel.Item1, pixel.Item2) * lit - new Vector3(MiddleGrey)) * _contrast + new Vector3(MiddleGrey) + (((speckle * 0.5f) + new Vector3(grey * 0.7f)) * _noise);
            output[column] = new Vec3b(MatRows.ToByte(value.X), MatRows.ToByte(value.Y), MatRows.ToByte(value.Z));
        }
    }
}
