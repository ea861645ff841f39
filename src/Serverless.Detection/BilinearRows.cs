using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Serverless.Detection;

/// <summary>
/// Scales an image bilinearly, a row at a time, to the same bytes as OpenCV's INTER_LINEAR_EXACT: weights of 8 bits,
/// sums kept whole, rounded once. Keeps its working memory between images: one instance serves one thread at a time.
/// </summary>
internal sealed class BilinearRows
{
    private const int Channels = 3;
    internal const int One = 256;
    private const int PixelsPerStep = 4;

    /// <summary>Sums of a column reach 65280; signed words hold them moved down by this.</summary>
    private const int Offset = 0x8000;

    /// <summary>What <see cref="Offset"/> has become under the weights of a row, and half a unit for the rounding.</summary>
    internal const int Correction = (Offset * One) + 0x8000;

    private ImageSize _source;
    private ImageSize _target;
    private int[] _columns = [];
    private int[] _columnWeights = [];
    private int[] _rows = [];
    private int[] _rowWeights = [];
    private short[] _blended = [];
    private byte[] _result = [];

    /// <summary>Makes ready for images of one size; costs nothing where it was the last one, too.</summary>
    public void Prepare(ImageSize source, ImageSize target)
    {
        if (source == _source && target == _target)
        {
            return;
        }

        (_columns, _columnWeights) = Taps(source.Width, target.Width);
        (_rows, _rowWeights) = Taps(source.Height, target.Height);
        // Pixels are read and written four bytes or words a time, so the last one reaches past the end.
        _blended = new short[(Channels * source.Width) + 16];
        _result = new byte[(Channels * target.Width) + 16];
        (_source, _target) = (source, target);
    }

    /// <summary>A row of the scaled image, three bytes a pixel in the order of the source; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(ImagePixels image, int y)
    {
        var upper = image.Row(_rows[y]);
        var lower = image.Row(Math.Min(_rows[y] + 1, _source.Height - 1));
        var weight = _rowWeights[y];
        if (image.Format == PixelFormat.Gray)
        {
            BlendGray(upper, lower, weight, _blended);
        }
        else
        {
            Blend(upper, lower, weight, _blended);
        }

        var row = _result.AsSpan(0, Channels * _target.Width);
        for (var x = Sse41.IsSupported ? InterpolateVectors() : 0; x < _target.Width; x++)
        {
            Interpolate(row.Slice(Channels * x, Channels), Channels * _columns[x], _columnWeights[x]);
        }

        return row;
    }

    /// <summary>For each target pixel the source pixel before its centre, and the weight of the next one in 256ths.</summary>
    internal static (int[] Indices, int[] Weights) Taps(int source, int target)
    {
        var (indices, weights) = (new int[target], new int[target]);
        var scale = 1 / (target / (double)source);
        for (var i = 0; i < target; i++)
        {
            var position = (scale * (i + 0.5)) - 0.5;
            var before = (int)Math.Floor(position);
            indices[i] = Math.Clamp(before, 0, source - 1);
            weights[i] = before < 0 || before >= source - 1
                ? 0
                : (int)Math.Round((position - before) * One, MidpointRounding.ToEven);
        }

        return (indices, weights);
    }

    internal static void Blend(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int weight, Span<short> blended)
    {
        var i = Vector256.IsHardwareAccelerated ? BlendVectors(upper, lower, weight, blended) : 0;
        for (; i < upper.Length; i++)
        {
            blended[i] = (short)((upper[i] * (One - weight)) + (lower[i] * weight) - Offset);
        }
    }

    private static int BlendVectors(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int weight, Span<short> blended)
    {
        ref var first = ref MemoryMarshal.GetReference(upper);
        ref var second = ref MemoryMarshal.GetReference(lower);
        ref var target = ref Unsafe.As<short, ushort>(ref MemoryMarshal.GetReference(blended));
        var (firstWeight, secondWeight) = (Vector256.Create((ushort)(One - weight)), Vector256.Create((ushort)weight));
        var offset = Vector256.Create((ushort)Offset);
        var i = 0;
        for (; i <= upper.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (upperLow, upperHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)i));
            var (lowerLow, lowerHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref second, (nuint)i));
            ((upperLow * firstWeight) + (lowerLow * secondWeight) - offset).StoreUnsafe(ref target, (nuint)i);
            ((upperHigh * firstWeight) + (lowerHigh * secondWeight) - offset).StoreUnsafe(ref target, (nuint)i + 16);
        }

        return i;
    }

    private static void BlendGray(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int weight, Span<short> blended)
    {
        for (var x = 0; x < upper.Length; x++)
        {
            blended.Slice(Channels * x, Channels).Fill((short)((upper[x] * (One - weight)) + (lower[x] * weight) - Offset));
        }
    }

    private void Interpolate(Span<byte> pixel, int start, int weight)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            var sum = (_blended[start + channel] * (One - weight)) + (_blended[start + Channels + channel] * weight);
            pixel[channel] = (byte)((sum + Correction) >> 16);
        }
    }

    /// <summary>Takes four pixels a step; returns how many it wrote.</summary>
    private int InterpolateVectors()
    {
        ref var blended = ref MemoryMarshal.GetArrayDataReference(_blended);
        ref var result = ref MemoryMarshal.GetArrayDataReference(_result);
        ref var column = ref MemoryMarshal.GetArrayDataReference(_columns);
        ref var weight = ref MemoryMarshal.GetArrayDataReference(_columnWeights);
        // Drops the fourth byte of each pixel, which belongs to the next one of the source.
        var channels = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        var x = 0;
        for (; x <= _target.Width - PixelsPerStep; x += PixelsPerStep)
        {
            var first = Sum(ref blended, Unsafe.Add(ref column, x), Unsafe.Add(ref weight, x));
            var second = Sum(ref blended, Unsafe.Add(ref column, x + 1), Unsafe.Add(ref weight, x + 1));
            var third = Sum(ref blended, Unsafe.Add(ref column, x + 2), Unsafe.Add(ref weight, x + 2));
            var fourth = Sum(ref blended, Unsafe.Add(ref column, x + 3), Unsafe.Add(ref weight, x + 3));
            var bytes = Sse2.PackUnsignedSaturate(Sse2.PackSignedSaturate(first, second), Sse2.PackSignedSaturate(third, fourth));
            Ssse3.Shuffle(bytes, channels).StoreUnsafe(ref result, (nuint)(Channels * x));
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum(ref short blended, int column, int weight)
    {
        ref var start = ref Unsafe.Add(ref blended, Channels * column);
        var before = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.As<short, byte>(ref start))).AsInt16();
        var after = Vector128.CreateScalarUnsafe(
            Unsafe.ReadUnaligned<long>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref start, Channels)))).AsInt16();
        // Both weights in one word pair: a multiply-add takes a channel of both pixels at once.
        var weights = Vector128.Create((weight << 16) | (One - weight)).AsInt16();
        var sums = Sse2.MultiplyAddAdjacent(Sse2.UnpackLow(before, after), weights);
        return Sse2.ShiftRightArithmetic(Sse2.Add(sums, Vector128.Create(Correction)), 16);
    }
}
