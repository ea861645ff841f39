using System.Globalization;
using System.Numerics;
using OpenCvSharp;

namespace Serverless.Datasets.Quality;

/// <summary>
/// A 63-bit hash that stays nearly the same when a picture is scaled, encoded anew or made a little brighter: the signs of the
/// lowest frequencies of its cosine transform against their median (Zauner 2010, pHash).
/// </summary>
/// <param name="Bits">The highest is 0.</param>
public readonly record struct PerceptualHash(ulong Bits)
{
    private const int TransformedSide = 32;
    private const int Frequencies = 8;

    // Grey levels; less is noise of the encoder, and its hash chance.
    private const double SmallestDeviation = 1;

    /// <summary>Hashes a picture; null where it is of one colour, so that nothing tells it from others of its kind.</summary>
    /// <param name="pixels">BGR, 8 bits a channel.</param>
    public static PerceptualHash? Of(Mat pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using var luma = pixels.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var small = luma.Resize(new Size(TransformedSide, TransformedSide), interpolation: InterpolationFlags.Area);
        Cv2.MeanStdDev(small, out _, out var deviation);
        if (deviation.Val0 < SmallestDeviation)
        {
            return null;
        }

        using var values = new Mat();
        small.ConvertTo(values, MatType.CV_32F);
        using var transformed = values.Dct();
        return new PerceptualHash(Signs(transformed));
    }

    /// <summary>Reads what <see cref="ToString"/> writes; null for anything else.</summary>
    public static PerceptualHash? Parse(string? text) =>
        ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? new PerceptualHash(bits) : null;

    /// <summary>Number of bits that differ, 0 to 63.</summary>
    public int DistanceTo(PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>16 hexadecimal digits, lower-case.</summary>
    public override string ToString() => Bits.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Signs(Mat transformed)
    {
        // Without the first, which is the mean.
        var coefficients = Enumerable.Range(1, (Frequencies * Frequencies) - 1)
            .Select(i => transformed.At<float>(i / Frequencies, i % Frequencies))
            .ToArray();
        var median = coefficients.Order().ElementAt(coefficients.Length / 2);
        return coefficients.Index().Aggregate(0UL, (bits, coefficient) => coefficient.Item > median ? bits | (1UL << coefficient.Index) : bits);
    }
}
