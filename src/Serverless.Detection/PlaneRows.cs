using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Serverless.Detection;

/// <summary>
/// Scales one plane of an image bilinearly as <see cref="BilinearRows"/> scales three. Keeps its working memory between images: one
/// instance serves one thread at a time.
/// </summary>
internal sealed class PlaneRows
{
    private const int One = BilinearRows.One;

    private ImageSize _source;
    private ImageSize _target;
    private int[] _columns = [];

    // Of a column in the upper word, of the one before in the lower.
    private int[] _columnWeights = [];
    private int[] _rows = [];
    private int[] _rowWeights = [];
    private short[] _blended = [];

    /// <summary>Makes ready for planes of one size; costs nothing where it was the last one, too.</summary>
    public void Prepare(ImageSize source, ImageSize target)
    {
        if (source == _source && target == _target)
        {
            return;
        }

        (_columns, var weights) = BilinearRows.Taps(source.Width, target.Width);
        _columnWeights = [.. weights.Select(weight => (weight << 16) | (One - weight))];
        (_rows, _rowWeights) = BilinearRows.Taps(source.Height, target.Height);
        // The column after the last is read, with no weight.
        _blended = new short[source.Width + 16];
        (_source, _target) = (source, target);
    }

    /// <summary>Makes ready for <see cref="Sample"/> of a row of the scaled plane.</summary>
    public void Load(ReadOnlySpan<byte> plane, int y)
    {
        var lower = Math.Min(_rows[y] + 1, _source.Height - 1);
        BilinearRows.Blend(
            plane.Slice(_rows[y] * _source.Width, _source.Width), plane.Slice(lower * _source.Width, _source.Width), _rowWeights[y], _blended);
    }

    /// <summary>The sample in a column of the scaled row.</summary>
    public int Sample(int x)
    {
        var (column, weight) = (_columns[x], _columnWeights[x] >> 16);
        return ((_blended[column] * (One - weight)) + (_blended[column + 1] * weight) + BilinearRows.Correction) >> 16;
    }

    /// <summary>Eight samples from a column on. Needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Vector256<int> EightSamples(int x)
    {
        var columns = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_columns), (nuint)x);
        var weights = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_columnWeights), (nuint)x).AsInt16();
        fixed (short* blended = _blended)
        {
            // A word and the one after it.
            var pairs = Avx2.GatherVector256((int*)blended, columns, sizeof(short)).AsInt16();
            return (Avx2.MultiplyAddAdjacent(pairs, weights) + Vector256.Create(BilinearRows.Correction)) >> 16;
        }
    }
}
