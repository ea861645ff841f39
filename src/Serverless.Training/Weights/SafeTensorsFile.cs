using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>
/// The safetensors format: the length of a JSON header (8 bytes, little-endian), the header with each tensor's type, shape and
/// place, then the bytes.
/// </summary>
internal sealed class SafeTensorsFile : ITensorSource
{
    private const string MetadataKey = "__metadata__";
    private const long LargestHeader = 100_000_000;

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["BOOL"] = ScalarType.Bool,
        ["U8"] = ScalarType.Byte,
    };

    private readonly string _path;
    private readonly long _dataStart;
    private readonly Dictionary<string, Entry> _entries;

    private SafeTensorsFile(string path, long dataStart, Dictionary<string, Entry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        _path = path;
        _dataStart = dataStart;
        _entries = entries;
        Metadata = metadata;
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public IReadOnlyList<long> ShapeOf(string name) => _entries[name].Shape;

    /// <exception cref="TrainingException">The file is missing, or is not of this format.</exception>
    public static SafeTensorsFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new TrainingException($"There is no weights file {path}.");
        }

        try
        {
            return Parse(path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or EndOfStreamException or InvalidOperationException
            or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new TrainingException($"{path} is not a whole safetensors file: {exception.Message}", exception);
        }
    }

    /// <summary>Writes tensors of any device; the file appears in one step.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        AtomicFile.Write(path, temporary =>
        {
            using var stream = File.Create(temporary);
            var header = Header(tensors, metadata);
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors.Values)
            {
                using var scope = NewDisposeScope();
                stream.Write(tensor.detach().cpu().contiguous().bytes);
            }
        });

    /// <summary>A tensor of the file, on the CPU.</summary>
    public Tensor Read(string name)
    {
        var entry = _entries[name];
        var result = empty([.. entry.Shape], entry.Type);
        using var stream = File.OpenRead(_path);
        stream.Seek(_dataStart + entry.Begin, SeekOrigin.Begin);
        stream.ReadExactly(result.bytes);
        return result;
    }

    private static byte[] Header(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var end = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var begin = end;
                end += tensor.numel() * tensor.element_size();
                WriteEntry(json, name, tensor, begin, end);
            }

            json.WriteEndObject();
        }

        // Spaces up to the next multiple of 8 keep the data aligned.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", Types.First(type => type.Value == tensor.dtype).Key);
        WriteNumbers(json, "shape", tensor.shape);
        WriteNumbers(json, "data_offsets", [begin, end]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static SafeTensorsFile Parse(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> length = stackalloc byte[sizeof(long)];
        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > LargestHeader || headerLength > stream.Length - sizeof(long))
        {
            throw new InvalidDataException("the length of its header is impossible.");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var dataStart = sizeof(long) + headerLength;
        using var json = JsonDocument.Parse(header);
        var entries = new Dictionary<string, Entry>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey))
            {
                metadata = property.Value.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? string.Empty);
            }
            else
            {
                entries.Add(property.Name, Entry.Parse(property, stream.Length - dataStart));
            }
        }

        return new SafeTensorsFile(path, dataStart, entries, metadata);
    }

    private sealed record Entry(ScalarType Type, IReadOnlyList<long> Shape, long Begin)
    {
        public static Entry Parse(JsonProperty property, long dataLength)
        {
            var typeName = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
            if (!Types.TryGetValue(typeName, out var type))
            {
                throw new InvalidDataException($"tensor {property.Name} has the type {typeName}, which is not supported.");
            }

            var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = property.Value.GetProperty("data_offsets");
            var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            var bytes = shape.Aggregate((long)type.ElementSize(), (product, size) => checked(product * size));
            if (begin < 0 || end - begin != bytes || end > dataLength || shape.Any(size => size < 0))
            {
                throw new InvalidDataException($"tensor {property.Name} does not lie within the file.");
            }

            return new Entry(type, shape, begin);
        }
    }
}
