using System.IO.Compression;
using Serverless.Training.Tests.Weights.Pickle;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights.PyTorch;

/// <summary>Writes files as <c>torch.save</c> does.</summary>
internal static class TorchFile
{
    private static readonly Dictionary<ScalarType, string> Storages = new()
    {
        [ScalarType.Float32] = "FloatStorage",
        [ScalarType.Float16] = "HalfStorage",
        [ScalarType.BFloat16] = "BFloat16Storage",
        [ScalarType.Float64] = "DoubleStorage",
        [ScalarType.Int64] = "LongStorage",
    };

    /// <summary>A state dict by itself.</summary>
    public static void WriteState(string path, IReadOnlyDictionary<string, Tensor> state)
    {
        var keys = state.Keys.ToArray();
        var pickle = new PickleWriter().Value(keys.Index().ToDictionary(
            key => (object)key.Item, key => (object?)Rebuild($"{key.Index}", state[key.Item])));
        Write(path, pickle, keys.Index().ToDictionary(key => $"{key.Index}", key => state[key.Item].contiguous().bytes.ToArray()));
    }

    public static void Write(string path, PickleWriter pickle, IReadOnlyDictionary<string, byte[]> storages, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        Add(zip, "archive/data.pkl", pickle.Finish(), compression);
        Add(zip, "archive/byteorder", "little"u8.ToArray(), CompressionLevel.NoCompression);
        foreach (var (key, bytes) in storages)
        {
            Add(zip, $"archive/data/{key}", bytes, compression);
        }
    }

    /// <summary>The call that makes a tensor, contiguous or as the arguments say.</summary>
    public static Action<PickleWriter> Rebuild(string key, Tensor tensor) =>
        Rebuild(key, Storages[tensor.dtype], tensor.numel(), 0, tensor.shape, tensor.contiguous().stride());

    /// <inheritdoc cref="Rebuild(string, Tensor)"/>
    public static Action<PickleWriter> Rebuild(string key, string storage, long count, long offset, long[] shape, long[] strides) => writer => writer
        .Global("torch._utils", "_rebuild_tensor_v2")
        .Code('(')
        .Value(new object?[] { "storage", (Action<PickleWriter>)(type => type.Global("torch", storage)), key, "cpu", count })
        .Code('Q')
        .Value(offset)
        .Value(shape.Cast<object?>().ToArray())
        .Value(strides.Cast<object?>().ToArray())
        .Value(false)
        .Global("collections", "OrderedDict").Code(')').Code('R')
        .Code('t')
        .Code('R');

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel compression)
    {
        using var stream = zip.CreateEntry(name, compression).Open();
        stream.Write(bytes);
    }
}
