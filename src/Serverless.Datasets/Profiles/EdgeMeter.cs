using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Serverless.Datasets.Profiles;

/// <summary>
/// Measures the edges of a picture's luma in one pass, by the Laplacian and the Sobel operator of 3×3 pixels; beyond its border
/// the picture is reflected about the last pixel. All sums are of whole numbers, so that they are the same whatever the width of
/// the processor's vectors.
/// </summary>
internal sealed class EdgeMeter : IDisposable
{
    // Of the lengths of gradients: they are added in sixteenths of a grey level.
    private const int FractionsPerLevel = 16;

    // tan 22.5° and tan 67.5°.
    private const float FlatSlope = 0.41421356f;
    private const float SteepSlope = 2.4142135f;

    private readonly int _width;
    private readonly int _height;
    private readonly int _stride;

    // Lent: a new one for each picture would be as much memory as the encoded picture. What was in it is never measured.
    private readonly int[] _luma;

    private readonly Vector<int>[] _orientations = new Vector<int>[ImageStatistics.OrientationBins];
    private Vector<int> _laplacians;
    private long _laplacianSquares;

    /// <param name="width">1 to <see cref="ImageStatistics.MeasuredSide"/>.</param>
    /// <param name="height">1 to <see cref="ImageStatistics.MeasuredSide"/>.</param>
    public EdgeMeter(int width, int height)
    {
        (_width, _height) = (width, height);
        _stride = ColorMeter.RowLength(width) + 2;
        _luma = ArrayPool<int>.Shared.Rent(_stride * (height + 2));
    }

    /// <summary>Variance of the Laplacian, in grey levels.</summary>
    public double Sharpness
    {
        get
        {
            var pixels = (double)_width * _height;
            var mean = Vector.Sum(_laplacians) / pixels;
            return Math.Max((_laplacianSquares / pixels) - (mean * mean), 0);
        }
    }

    /// <summary>Sums of the gradients' lengths by direction.</summary>
    public double[] Orientations => Array.ConvertAll(_orientations, lengths => (double)Vector.Sum(lengths));

    /// <summary>Takes the luma of a row.</summary>
    public Span<int> Row(int y) => _luma.AsSpan(((y + 1) * _stride) + 1, ColorMeter.RowLength(_width));

    /// <summary>Measures, once all rows are there.</summary>
    public void Measure()
    {
        Reflect();
        for (var y = 0; y < _height; y++)
        {
            var squares = Vector<int>.Zero;
            for (var x = 0; x < _width; x += Vector<int>.Count)
            {
                Measure(y, x, ref squares);
            }

            _laplacianSquares += Vector.Sum(squares);
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_luma);

    private void Reflect()
    {
        for (var y = 0; y < _height; y++)
        {
            var row = _luma.AsSpan((y + 1) * _stride, _width + 2);
            (row[0], row[^1]) = (row[Math.Min(2, _width)], row[Math.Max(1, _width - 1)]);
        }

        _luma.AsSpan(Math.Min(2, _height) * _stride, _stride).CopyTo(_luma);
        _luma.AsSpan(Math.Max(1, _height - 1) * _stride, _stride).CopyTo(_luma.AsSpan((_height + 1) * _stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Measure(int y, int x, ref Vector<int> squares)
    {
        var (above, here, below) = ((y * _stride) + x, ((y + 1) * _stride) + x, ((y + 2) * _stride) + x);
        var inside = Vector.LessThan(Vector<int>.Indices, new Vector<int>(_width - x));
        var (left, right) = (Load(here), Load(here + 2));
        var (top, bottom) = (Load(above + 1), Load(below + 1));
        var laplacian = (top + bottom + left + right - (Load(here + 1) * 4)) & inside;
        _laplacians += laplacian;
        squares += laplacian * laplacian;
        var (topLeft, topRight, bottomLeft, bottomRight) = (Load(above), Load(above + 2), Load(below), Load(below + 2));
        var gradientX = topRight + (right * 2) + bottomRight - topLeft - (left * 2) - bottomLeft;
        var gradientY = bottomLeft + (bottom * 2) + bottomRight - topLeft - (top * 2) - topRight;
        AddOrientations(gradientX & inside, gradientY & inside);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddOrientations(Vector<int> x, Vector<int> y)
    {
        var length = Vector.SquareRoot(Vector.ConvertToSingle((x * x) + (y * y))) * FractionsPerLevel;
        var weight = Vector.ConvertToInt32(length + new Vector<float>(0.5f));

        // A direction and its opposite are the same: turned to the half from 0° to 180°, then to its first or second quarter.
        var isOpposite = Vector.LessThan(y, Vector<int>.Zero) | (Vector.Equals(y, Vector<int>.Zero) & Vector.LessThan(x, Vector<int>.Zero));
        (x, y) = (Vector.ConditionalSelect(isOpposite, -x, x), Vector.ConditionalSelect(isOpposite, -y, y));
        var isFirst = Vector.GreaterThan(x, Vector<int>.Zero);
        var along = Vector.ConvertToSingle(Vector.ConditionalSelect(isFirst, x, y));
        var across = Vector.ConvertToSingle(Vector.ConditionalSelect(isFirst, y, -x));
        var passed = Vector.GreaterThanOrEqual(across, along * FlatSlope) + Vector.GreaterThanOrEqual(across, along) + Vector.GreaterThanOrEqual(across, along * SteepSlope);
        var bins = Vector.ConditionalSelect(isFirst, Vector<int>.Zero, new Vector<int>(ImageStatistics.OrientationBins / 2)) - passed;
        var sums = _orientations;
        for (var bin = 0; bin < sums.Length; bin++)
        {
            sums[bin] += Vector.Equals(bins, new Vector<int>(bin)) & weight;
        }
    }

    private Vector<int> Load(int position) => new(_luma, position);
}
