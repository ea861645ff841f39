using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>Turns pixels as OpenCV keeps them into a network's input.</summary>
public static class PlanarPixels
{
    internal const float Largest = 255f;
    private const int PixelsPerStep = 16;

    /// <summary>Writes the red, the green and the blue plane of an image one after another, row by row, scaled to 0–1.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="planes">3 · height · width values.</param>
    /// <exception cref="ArgumentException">The image is of another type, or the planes are of another length.</exception>
    public static void Write(Mat image, Span<float> planes)
    {
        ImageGuard.ThrowIfNotBgr(image);
        var (width, height) = (image.Cols, image.Rows);
        var size = width * height;
        if (planes.Length != 3 * size)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Has {planes.Length} values, not 3 x {height} x {width}."), nameof(planes));
        }

        for (var y = 0; y < height; y++)
        {
            var start = y * width;
            WriteRow(
                PixelRows.Of(image, y),
                planes.Slice(start, width),
                planes.Slice(size + start, width),
                planes.Slice((2 * size) + start, width));
        }
    }

    /// <summary>Writes one row of three bytes a pixel to a row of each plane, scaled to 0–1.</summary>
    internal static void WriteRow(ReadOnlySpan<byte> bgr, Span<float> red, Span<float> green, Span<float> blue)
    {
        var x = Vector128.IsHardwareAccelerated ? WriteVectors(bgr, red, green, blue) : 0;
        for (; x < red.Length; x++)
        {
            blue[x] = bgr[3 * x] / Largest;
            green[x] = bgr[(3 * x) + 1] / Largest;
            red[x] = bgr[(3 * x) + 2] / Largest;
        }
    }

    /// <summary>The channels of 16 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector128<byte> Blue, Vector128<byte> Green, Vector128<byte> Red) Split(ReadOnlySpan<byte> bgr, int pixel)
    {
        ref var source = ref MemoryMarshal.GetReference(bgr);
        var first = Vector128.LoadUnsafe(ref source, (nuint)(3 * pixel));
        var second = Vector128.LoadUnsafe(ref source, (nuint)(3 * pixel) + 16);
        var third = Vector128.LoadUnsafe(ref source, (nuint)(3 * pixel) + 32);
        return (Blue(first, second, third), Green(first, second, third), Red(first, second, third));
    }

    /// <summary>Writes 16 pixels, the reverse of <see cref="Split"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interleave(Vector128<byte> blue, Vector128<byte> green, Vector128<byte> red, ref byte bgr)
    {
        var first = Vector128.Shuffle(blue, Vector128.Create((byte)0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5))
            | Vector128.Shuffle(green, Vector128.Create((byte)255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255))
            | Vector128.Shuffle(red, Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255));
        var second = Vector128.Shuffle(blue, Vector128.Create((byte)255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255))
            | Vector128.Shuffle(green, Vector128.Create((byte)5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10))
            | Vector128.Shuffle(red, Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255));
        var third = Vector128.Shuffle(blue, Vector128.Create((byte)255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255))
            | Vector128.Shuffle(green, Vector128.Create((byte)255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255))
            | Vector128.Shuffle(red, Vector128.Create((byte)10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15));
        first.StoreUnsafe(ref bgr);
        second.StoreUnsafe(ref bgr, 16);
        third.StoreUnsafe(ref bgr, 32);
    }

    /// <summary>Takes 16 pixels, three vectors of bytes, a step; returns how many pixels it wrote.</summary>
    private static int WriteVectors(ReadOnlySpan<byte> bgr, Span<float> red, Span<float> green, Span<float> blue)
    {
        var x = 0;
        for (; x <= red.Length - PixelsPerStep; x += PixelsPerStep)
        {
            var (blues, greens, reds) = Split(bgr, x);
            Store(blues, ref blue[x]);
            Store(greens, ref green[x]);
            Store(reds, ref red[x]);
        }

        return x;
    }

    // An index of 255 gives 0, so the three parts of a channel can be or-ed together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Blue(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Green(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Red(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> values, ref float destination)
    {
        var (lower, upper) = Vector128.Widen(values);
        StoreEight(lower, ref destination);
        StoreEight(upper, ref Unsafe.Add(ref destination, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreEight(Vector128<ushort> values, ref float destination)
    {
        var (lower, upper) = Vector128.Widen(values);
        StoreEight(Vector256.Create(lower, upper).AsInt32(), ref destination);
    }

    /// <summary>Writes eight values of 0 to 255, scaled to 0–1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreEight(Vector256<int> values, ref float destination) =>
        (Vector256.ConvertToSingle(values) / Vector256.Create(Largest)).StoreUnsafe(ref destination);
}
