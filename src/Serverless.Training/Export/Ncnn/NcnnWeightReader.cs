using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Serverless.Training.Export.Ncnn;

/// <summary>Reads the numbers of a <c>.bin</c> file one layer after the other.</summary>
internal sealed class NcnnWeightReader(byte[] bytes)
{
    private int _position;

    public bool IsAtEnd => _position == bytes.Length;

    /// <summary>Numbers after a tag that tells their type.</summary>
    /// <exception cref="InvalidDataException">The tag is unknown, or the file too short.</exception>
    public float[] Tagged(int count)
    {
        var tag = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        switch (tag)
        {
            case NcnnWeights.FloatTag:
                return Raw(count);
            case NcnnWeights.HalfTag:
                var values = new float[count];
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(Take(2 * count)), values);
                _position += -_position & (NcnnWeights.Alignment - 1);
                return values;
            default:
                throw new InvalidDataException(FormattableString.Invariant($"No numbers are stored under the tag {tag:x8}."));
        }
    }

    /// <exception cref="InvalidDataException">The file is too short.</exception>
    public float[] Raw(int count) => MemoryMarshal.Cast<byte, float>(Take(count * sizeof(float))).ToArray();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _position)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The weights end at byte {bytes.Length}, {count} more are needed at {_position}."));
        }

        _position += count;
        return bytes.AsSpan(_position - count, count);
    }
}
