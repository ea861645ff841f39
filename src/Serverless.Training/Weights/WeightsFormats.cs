using System.Buffers.Binary;

namespace Serverless.Training.Weights;

/// <summary>Tells weights files apart by their first bytes.</summary>
internal static class WeightsFormats
{
    // Tag of ModelProto.ir_version, field 1, the first that every known writer writes.
    private const byte OnnxStart = 0x08;

    // PROTO, then protocol 2 to 5: torch.save before 1.6, or a bare pickle.
    private const byte PickleStart = 0x80;

    /// <exception cref="TrainingException">It is none of them.</exception>
    public static WeightsFormat Identify(string path)
    {
        Span<byte> start = stackalloc byte[9];
        using var stream = File.OpenRead(path);
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => WeightsFormat.PyTorch,
            [.., (byte)'{'] when BinaryPrimitives.TryReadInt64LittleEndian(start, out var header) && header > 0 && header < stream.Length => WeightsFormat.SafeTensors,
            [PickleStart, >= 2 and <= 5, ..] => throw new TrainingException(
                $"{path} was saved in PyTorch's format from before version 1.6; load it with a newer PyTorch and save it again."),
            [OnnxStart, ..] => WeightsFormat.Onnx,
            _ => throw new TrainingException($"{path} is no weights file: neither safetensors, nor PyTorch (.pt), nor ONNX."),
        };
    }
}
