using System.Numerics;
using System.Runtime.CompilerServices;
using OpenCvSharp;

namespace Serverless.Datasets.Profiles;

/// <summary>
/// Measures the colours of a picture in one pass over its rows. All sums are of whole numbers, so that they are the same whatever
/// the width of the processor's vectors.
/// </summary>
/// <param name="width">Of all rows, 1 to <see cref="ImageStatistics.MeasuredSide"/>.</param>
internal sealed class ColorMeter(int width)
{
    // Weights of BT.601 in 1/2^15, as OpenCV has them.
    private const int LumaBits = 15;
    private const int BlueWeight = 3735;
    private const int GreenWeight = 19235;
    private const int RedWeight = 9798;

    // As OpenCV has hues of 8-bit pictures: two degrees a unit, rounded.
    private const int HueUnits = 180;
    private const int UnitsPerBin = HueUnits / ImageStatistics.HueBins;

    // Behind a row's end they stay 0, a black pixel, which adds nothing to any sum.
    private readonly int[] _blue = new int[RowLength(width)];
    private readonly int[] _green = new int[RowLength(width)];
    private readonly int[] _red = new int[RowLength(width)];

    // Of the saturations of all pixels from a bin's first hue on; the last of those that were rounded up to the full circle.
    private readonly Vector<int>[] _fromHues = new Vector<int>[ImageStatistics.HueBins + 1];
    private Vector<int> _luma;
    private Vector<int> _lumaSquares;
    private Vector<int> _redGreen;
    private Vector<int> _redGreenSquares;
    private Vector<int> _yellowBlue;
    private Vector<int> _yellowBlueSquares;
    private int _pixels;

    /// <summary>Mean luma in grey levels.</summary>
    public double MeanLuma => Sum(_luma) / _pixels;

    /// <summary>Standard deviation of the luma in grey levels.</summary>
    public double LumaDeviation => Math.Sqrt(Variance(_luma, _lumaSquares));

    /// <summary>Mean saturation, 0 to 1.</summary>
    public double Saturation => Sum(_fromHues[0]) / byte.MaxValue / _pixels;

    /// <summary>Sums of the saturations of all pixels of a hue.</summary>
    public double[] Hues
    {
        get
        {
            var hues = new double[ImageStatistics.HueBins];
            for (var bin = 0; bin < hues.Length; bin++)
            {
                hues[bin] = Sum(_fromHues[bin] - _fromHues[bin + 1]);
            }

            // The full circle is red again.
            hues[0] += Sum(_fromHues[^1]);
            return hues;
        }
    }

    /// <summary>M³ of Hasler and Süsstrunk (2003).</summary>
    public double Colorfulness
    {
        get
        {
            // The second difference is kept doubled, as a whole number.
            var (redGreen, yellowBlue) = (Sum(_redGreen) / _pixels, Sum(_yellowBlue) / 2 / _pixels);
            var variance = Variance(_redGreen, _redGreenSquares) + (Variance(_yellowBlue, _yellowBlueSquares) / 4);
            return Math.Sqrt(variance) + (0.3 * Math.Sqrt((redGreen * redGreen) + (yellowBlue * yellowBlue)));
        }
    }

    /// <summary>Elements of a row that is read in whole vectors.</summary>
    public static int RowLength(int width) => width + Vector<int>.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="row">BGR.</param>
    /// <param name="luma">Takes the luma of the row, and has <see cref="RowLength"/> elements; what follows the row's end is undefined.</param>
    public void Add(ReadOnlySpan<Vec3b> row, Span<int> luma)
    {
        for (var x = 0; x < row.Length; x++)
        {
            (_blue[x], _green[x], _red[x]) = (row[x].Item0, row[x].Item1, row[x].Item2);
        }

        for (var x = 0; x < row.Length; x += Vector<int>.Count)
        {
            Add(new Vector<int>(_blue, x), new Vector<int>(_green, x), new Vector<int>(_red, x)).CopyTo(luma[x..]);
        }

        _pixels += row.Length;
    }

    /// <summary>Gives the luma.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<int> Add(Vector<int> blue, Vector<int> green, Vector<int> red)
    {
        var luma = ((blue * BlueWeight) + (green * GreenWeight) + (red * RedWeight) + new Vector<int>(1 << (LumaBits - 1))) >> LumaBits;
        _luma += luma;
        _lumaSquares += luma * luma;
        var redGreen = red - green;
        _redGreen += redGreen;
        _redGreenSquares += redGreen * redGreen;
        var yellowBlue = red + green - blue - blue;
        _yellowBlue += yellowBlue;
        _yellowBlueSquares += yellowBlue * yellowBlue;
        AddHues(blue, green, red);
        return luma;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddHues(Vector<int> blue, Vector<int> green, Vector<int> red)
    {
        var value = Vector.Max(Vector.Max(blue, green), red);
        var chroma = value - Vector.Min(Vector.Min(blue, green), red);
        var saturation = Round(Vector.ConvertToSingle(chroma * byte.MaxValue) / Vector.ConvertToSingle(Vector.Max(value, Vector<int>.One)));
        var sixths = Vector.ConditionalSelect(
            Vector.Equals(red, value),
            green - blue,
            Vector.ConditionalSelect(Vector.Equals(green, value), blue - red + (chroma * 2), red - green + (chroma * 4)));
        var hue = Vector.ConvertToSingle(sixths * (HueUnits / 6)) / Vector.ConvertToSingle(Vector.Max(chroma, Vector<int>.One));
        var units = Round(Vector.ConditionalSelect(Vector.LessThan(hue, Vector<float>.Zero), hue + new Vector<float>(HueUnits), hue));
        var sums = _fromHues;
        for (var bin = 0; bin < sums.Length; bin++)
        {
            sums[bin] += Vector.GreaterThan(units, new Vector<int>((bin * UnitsPerBin) - 1)) & saturation;
        }
    }

    private static Vector<int> Round(Vector<float> positive) => Vector.ConvertToInt32(positive + new Vector<float>(0.5f));

    private double Variance(Vector<int> sum, Vector<int> squares)
    {
        var mean = Sum(sum) / _pixels;
        return Math.Max((Sum(squares) / _pixels) - (mean * mean), 0);
    }

    private static double Sum(Vector<int> lanes)
    {
        long total = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }
}
