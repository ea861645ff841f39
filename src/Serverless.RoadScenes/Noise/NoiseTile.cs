using OpenCvSharp;

namespace Serverless.RoadScenes.Noise;

/// <summary>A square of random values, about -1 to 1 (standard deviation 0.5), that repeats without seams.</summary>
internal sealed class NoiseTile
{
    private readonly float[] _values;
    private readonly int _mask;
    private readonly int _shift;

    private NoiseTile(float[] values, int size)
    {
        _values = values;
        _mask = size - 1;
        _shift = int.Log2(size);
    }

    /// <summary>Smooth noise; one wavelength is <see cref="SmoothWavelength"/> texels.</summary>
    public static NoiseTile Smooth { get; } = new(Blurred(new Random(11), 256, 2.2), 256);

    /// <summary>What is left of aggregate at the size of a texel: mild noise with single bright and dark stones.</summary>
    public static NoiseTile Grain { get; } = new(Stones(512), 512);

    /// <summary>Gaussian noise of a sensor, slightly correlated between neighbours as after demosaicing.</summary>
    public static NoiseTile Sensor { get; } = new(Blurred(new Random(13), 512, 0.55), 512);

    public const float SmoothWavelength = 8;

    public ReadOnlySpan<float> Row(int row) => _values.AsSpan((row & _mask) << _shift, _mask + 1);

    /// <summary>The value between texels, bilinear.</summary>
    public float Sample(float u, float v)
    {
        var left = MathF.Floor(u);
        var top = MathF.Floor(v);
        var (fu, fv) = (u - left, v - top);
        var (c, r) = ((int)left & _mask, (int)top & _mask);
        var (c1, r1) = ((c + 1) & _mask, ((r + 1) & _mask) << _shift);
        r <<= _shift;
        var upper = _values[r + c] + (fu * (_values[r + c1] - _values[r + c]));
        var lower = _values[r1 + c] + (fu * (_values[r1 + c1] - _values[r1 + c]));
        return upper + (fv * (lower - upper));
    }

    /// <summary>Adds values along a row, bilinear: the first at (<paramref name="u"/>, <paramref name="v"/>), each next a step to the right.</summary>
    public void AddRow(Span<float> line, float u, float step, float v, float size)
    {
        var top = MathF.Floor(v);
        var down = v - top;
        var upper = Row((int)top);
        var lower = Row((int)top + 1);
        for (var i = 0; i < line.Length; i++)
        {
            var at = u + (i * step);
            var left = MathF.Floor(at);
            var across = at - left;
            var (c, c1) = ((int)left & _mask, ((int)left + 1) & _mask);
            var first = upper[c] + (down * (lower[c] - upper[c]));
            var second = upper[c1] + (down * (lower[c1] - upper[c1]));
            line[i] += size * (first + (across * (second - first)));
        }
    }

    /// <summary>Smooth noise of a wavelength in metres at a place in metres.</summary>
    public static float At(float x, float z, float wavelength, float offset = 0) =>
        Smooth.Sample((x * SmoothWavelength / wavelength) + offset, (z * SmoothWavelength / wavelength) + (offset * 1.7f));

    private static float[] Blurred(Random random, int size, double sigma)
    {
        const int Border = 16;
        using var white = new Mat(size, size, MatType.CV_32FC1);
        var cells = white.AsSpan<float>();
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = random.Normal();
        }

        using var wrapped = new Mat();
        Cv2.CopyMakeBorder(white, wrapped, Border, Border, Border, Border, BorderTypes.Wrap);
        using var soft = new Mat();
        Cv2.GaussianBlur(wrapped, soft, new Size(0, 0), sigma);
        using var inner = soft[new Rect(Border, Border, size, size)].Clone();
        return Normalised(inner.AsSpan<float>().ToArray());
    }

    private static float[] Stones(int size)
    {
        var random = new Random(12);
        var fine = Blurred(random, size, 0.6);
        for (var i = 0; i < fine.Length; i++)
        {
            var lot = random.NextSingle();
            fine[i] += lot switch
            {
                < 0.02f => random.Range(0.6f, 2),
                < 0.06f => -random.Range(0.5f, 1.6f),
                _ => 0,
            };
        }

        return Normalised(fine);
    }

    private static float[] Normalised(float[] values)
    {
        var mean = values.Average();
        var deviation = MathF.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => (value - mean) * 0.5f / deviation)];
    }
}
