using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Serverless.Detection;

/// <summary>Rows between 8-bit RGB and 8-bit YCbCr as ITU-R BT.709 codes it, luma from 16 to 235, in whole numbers: the same on every machine.</summary>
internal static class Bt709
{
    private const int PixelsPerStep = 16;

    // To RGB, in 65536ths.
    private const int Fraction = 16;
    private const int Rounding = 1 << (Fraction - 1);
    private const int LumaGain = 76309;
    private const int RedOfCr = 117489;
    private const int GreenOfCb = 13975;
    private const int GreenOfCr = 34925;
    private const int BlueOfCb = 138438;
    private const int Black = 16;
    private const int Neutral = 128;

    // To YCbCr, in 256ths; those of a row add up to 220 for luma and to 0 for chroma, so that grey stays grey.
    private const int LumaOfRed = 47;
    private const int LumaOfGreen = 157;
    private const int LumaOfBlue = 16;
    private const int CbOfRed = -26;
    private const int CbOfGreen = -87;
    private const int CbOfBlue = 113;
    private const int CrOfRed = 112;
    private const int CrOfGreen = -102;
    private const int CrOfBlue = -10;
    private const int LumaOffset = (Black << 8) + 128;

    /// <param name="luma">A sample a pixel.</param>
    /// <param name="cb">A sample for two pixels.</param>
    /// <param name="cr">A sample for two pixels.</param>
    /// <param name="bgr">Three bytes a pixel.</param>
    public static void ToBgr(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> bgr)
    {
        for (var x = Vector256.IsHardwareAccelerated ? ToBgrVectors(luma, cb, cr, bgr) : 0; x < luma.Length; x++)
        {
            var (red, green, blue) = ToRgb(luma[x], cb[x / 2], cr[x / 2]);
            (bgr[3 * x], bgr[(3 * x) + 1], bgr[(3 * x) + 2]) = ((byte)blue, (byte)green, (byte)red);
        }
    }

    /// <summary>One pixel, each channel from 0 to 255.</summary>
    public static (int Red, int Green, int Blue) ToRgb(int luma, int cb, int cr)
    {
        var brightness = ((luma - Black) * LumaGain) + Rounding;
        var (blueness, redness) = (cb - Neutral, cr - Neutral);
        return (
            Math.Clamp((brightness + (RedOfCr * redness)) >> Fraction, 0, 255),
            Math.Clamp((brightness - (GreenOfCb * blueness) - (GreenOfCr * redness)) >> Fraction, 0, 255),
            Math.Clamp((brightness + (BlueOfCb * blueness)) >> Fraction, 0, 255));
    }

    /// <summary>Eight pixels, each channel from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Red, Vector256<int> Green, Vector256<int> Blue) ToRgb(Vector256<int> luma, Vector256<int> cb, Vector256<int> cr)
    {
        var brightness = (luma * LumaGain) + Vector256.Create(Rounding - (Black * LumaGain));
        var blueness = cb - Vector256.Create(Neutral);
        var redness = cr - Vector256.Create(Neutral);
        return (
            Clamp((brightness + (redness * RedOfCr)) >> Fraction),
            Clamp((brightness - (blueness * GreenOfCb) - (redness * GreenOfCr)) >> Fraction),
            Clamp((brightness + (blueness * BlueOfCb)) >> Fraction));
    }

    public static void ToLuma(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        for (var x = Vector128.IsHardwareAccelerated ? ToLumaVectors(bgr, luma) : 0; x < luma.Length; x++)
        {
            luma[x] = (byte)(((LumaOfBlue * bgr[3 * x]) + (LumaOfGreen * bgr[(3 * x) + 1]) + (LumaOfRed * bgr[(3 * x) + 2]) + LumaOffset) >> 8);
        }
    }

    /// <summary>The chroma of two rows of pixels; where their number is odd, the last pixel counts twice.</summary>
    public static void ToChroma(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> cb, Span<byte> cr)
    {
        for (var x = Vector128.IsHardwareAccelerated ? ToChromaVectors(upper, lower, cb, cr) : 0; x < cb.Length; x++)
        {
            var left = 6 * x;
            var right = Math.Min(left + 3, upper.Length - 3);
            var blue = Mean(upper, lower, left, right);
            var green = Mean(upper, lower, left + 1, right + 1);
            var red = Mean(upper, lower, left + 2, right + 2);
            cb[x] = (byte)((((CbOfRed * red) + (CbOfGreen * green) + (CbOfBlue * blue) + 128) >> 8) + Neutral);
            cr[x] = (byte)((((CrOfRed * red) + (CrOfGreen * green) + (CrOfBlue * blue) + 128) >> 8) + Neutral);
        }
    }

    private static int Mean(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int left, int right) =>
        (upper[left] + upper[right] + lower[left] + lower[right] + 2) >> 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Clamp(Vector256<int> values) =>
        Vector256.Min(Vector256.Max(values, Vector256<int>.Zero), Vector256.Create(255));

    /// <summary>Takes 16 pixels a step; returns how many it wrote.</summary>
    private static int ToBgrVectors(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> bgr)
    {
        ref var target = ref MemoryMarshal.GetReference(bgr);
        var x = 0;
        for (; x <= luma.Length - PixelsPerStep; x += PixelsPerStep)
        {
            var (firstLuma, secondLuma) = Widen(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(luma), (nuint)x));
            var (firstCb, secondCb) = Widen(Twice(cb, x / 2));
            var (firstCr, secondCr) = Widen(Twice(cr, x / 2));
            var (red, green, blue) = ToRgb(firstLuma, firstCb, firstCr);
            var (nextRed, nextGreen, nextBlue) = ToRgb(secondLuma, secondCb, secondCr);
            PlanarPixels.Interleave(Narrow(blue, nextBlue), Narrow(green, nextGreen), Narrow(red, nextRed), ref Unsafe.Add(ref target, 3 * x));
        }

        return x;
    }

    // Every one of eight samples twice in a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Twice(ReadOnlySpan<byte> samples, int start)
    {
        var eight = Vector64.LoadUnsafe(ref MemoryMarshal.GetReference(samples), (nuint)start);
        return Vector128.Shuffle(eight.ToVector128(), Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> First, Vector256<int> Second) Widen(Vector128<byte> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        var (first, second) = Vector256.Widen(Vector256.Create(lower, upper));
        return (first.AsInt32(), second.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector256<int> first, Vector256<int> second)
    {
        var words = Vector256.Narrow(first, second).AsUInt16();
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    /// <summary>Takes 16 pixels a step; returns how many it wrote.</summary>
    private static int ToLumaVectors(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        ref var target = ref MemoryMarshal.GetReference(luma);
        var x = 0;
        for (; x <= luma.Length - PixelsPerStep; x += PixelsPerStep)
        {
            var (blue, green, red) = PlanarPixels.Split(bgr, x);
            var (blueLow, blueHigh) = Vector128.Widen(blue);
            var (greenLow, greenHigh) = Vector128.Widen(green);
            var (redLow, redHigh) = Vector128.Widen(red);
            Vector128.Narrow(ToLuma(blueLow, greenLow, redLow), ToLuma(blueHigh, greenHigh, redHigh)).StoreUnsafe(ref target, (nuint)x);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> ToLuma(Vector128<ushort> blue, Vector128<ushort> green, Vector128<ushort> red) =>
        ((blue * LumaOfBlue) + (green * LumaOfGreen) + (red * LumaOfRed) + Vector128.Create((ushort)LumaOffset)) >> 8;

    /// <summary>Takes 16 pixels a step; returns how many samples it wrote.</summary>
    private static int ToChromaVectors(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> cb, Span<byte> cr)
    {
        var x = 0;
        for (; 6 * x <= upper.Length - (3 * PixelsPerStep); x += PixelsPerStep / 2)
        {
            var (upperBlue, upperGreen, upperRed) = PlanarPixels.Split(upper, 2 * x);
            var (lowerBlue, lowerGreen, lowerRed) = PlanarPixels.Split(lower, 2 * x);
            var (blue, green, red) = (Mean(upperBlue, lowerBlue), Mean(upperGreen, lowerGreen), Mean(upperRed, lowerRed));
            Store((red * CbOfRed) + (green * CbOfGreen) + (blue * CbOfBlue), cb, x);
            Store((red * CrOfRed) + (green * CrOfGreen) + (blue * CrOfBlue), cr, x);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Mean(Vector128<byte> upper, Vector128<byte> lower)
    {
        var even = Vector128.Create((ushort)0xFF);
        var sums = (upper.AsUInt16() & even) + (upper.AsUInt16() >> 8) + (lower.AsUInt16() & even) + (lower.AsUInt16() >> 8);
        return ((sums + Vector128.Create((ushort)2)) >> 2).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<short> sums, Span<byte> samples, int start)
    {
        var values = (((sums + Vector128.Create((short)128)) >> 8) + Vector128.Create((short)Neutral)).AsUInt16();
        Vector128.Narrow(values, values).GetLower().StoreUnsafe(ref MemoryMarshal.GetReference(samples), (nuint)start);
    }
}
