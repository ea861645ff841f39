using System.IO.Compression;
using Serverless.Training.Weights.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace Serverless.Training.Weights.PyTorch;

/// <summary>
/// A file of <c>torch.save</c> since PyTorch 1.6: a zip whose entries lie uncompressed in one folder, <c>data.pkl</c> with the objects and
/// <c>data/KEY</c> with the numbers of each storage.
/// </summary>
internal sealed class PyTorchArchive
{
    private const string PickleName = "data.pkl";
    private const long LargestPickle = 64 << 20;

    private readonly string _path;
    private readonly string _folder;

    private PyTorchArchive(string path, string folder, object? root)
    {
        (_path, _folder) = (path, folder);
        Root = root;
    }

    /// <summary>The saved value, as <see cref="PickleReader.Read"/> gives it, tensors as <see cref="TensorRecord"/>.</summary>
    public object? Root { get; }

    /// <exception cref="TrainingException">The file is damaged, no archive of PyTorch's, or would do harm in Python.</exception>
    public static PyTorchArchive Open(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var pickle = zip.Entries.FirstOrDefault(entry => entry.Name == PickleName)
                ?? throw new PickleFormatException($"it is a zip without {PickleName}, not a file of torch.save.");
            var folder = pickle.FullName[..^PickleName.Length];
            if (zip.GetEntry($"{folder}byteorder") is { } order && !ReadEntry(order, order.Length).AsSpan().SequenceEqual("little"u8))
            {
                throw new PickleFormatException("it was saved on a big-endian machine; save it again on another.");
            }

            return new PyTorchArchive(path, folder, PickleReader.Read(ReadEntry(pickle, pickle.Length), new PyTorchObjects()));
        }
        catch (Exception exception) when (exception is PickleFormatException or InvalidDataException or EndOfStreamException)
        {
            throw new TrainingException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A copy of a tensor, in one piece.</summary>
    /// <exception cref="TrainingException">The archive does not hold its numbers.</exception>
    public Tensor Read(TensorRecord record)
    {
        var storage = record.Storage;
        try
        {
            using var zip = ZipFile.OpenRead(_path);
            var name = $"{_folder}data/{storage.Key}";
            var entry = zip.GetEntry(name) ?? throw new PickleFormatException($"its entry {name} is missing.");
            var bytes = ReadEntry(entry, checked(storage.Count * storage.Type.ElementSize()));
            using var scope = NewDisposeScope();
            var numbers = empty([storage.Count], storage.Type);
            bytes.CopyTo(numbers.bytes);
            return numbers.as_strided(record.Shape, record.Strides, record.Offset).clone().MoveToOuterDisposeScope();
        }
        catch (Exception exception) when (exception is PickleFormatException or InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new TrainingException($"{_path} cannot be read: {exception.Message}", exception);
        }
    }

    // An entry that is not compressed is no larger than the file, which opening it checks: nothing can be blown up in memory.
    private static byte[] ReadEntry(ZipArchiveEntry entry, long expected)
    {
        if (entry.Length != entry.CompressedLength)
        {
            throw new PickleFormatException($"its entry {entry.FullName} is compressed, which PyTorch never does.");
        }

        if (entry.Length != expected || (entry.Name == PickleName && expected > LargestPickle))
        {
            throw new PickleFormatException(FormattableString.Invariant($"its entry {entry.FullName} has {entry.Length} bytes where {Math.Min(expected, LargestPickle)} are due."));
        }

        using var stream = entry.Open();
        var bytes = new byte[expected];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
