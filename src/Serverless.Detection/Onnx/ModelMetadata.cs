using System.Globalization;

namespace Serverless.Detection.Onnx;

/// <summary>What a model file says of itself, in the entries that the YOLO exporters write.</summary>
internal sealed record ModelMetadata
{
    private const int DefaultStride = 32;
    private const int MostClasses = 100_000;

    public IReadOnlyDictionary<string, string> Entries { get; private init; } = new Dictionary<string, string>();

    /// <summary>As <c>detect</c> or <c>segment</c>.</summary>
    public string? Task { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    public int Stride { get; init; } = DefaultStride;

    public ImageSize? InputSize { get; init; }

    /// <summary>Whether the network suppresses its boxes itself; null where the file does not say.</summary>
    public bool? EndToEnd { get; init; }

    /// <exception cref="ModelException">An entry cannot be read.</exception>
    public static ModelMetadata Read(IReadOnlyDictionary<string, string> entries) => new()
    {
        Entries = new Dictionary<string, string>(entries),
        Task = entries.GetValueOrDefault("task"),
        Names = ReadNames(Value(entries, "names")),
        Stride = ReadStride(Value(entries, "stride")),
        InputSize = ReadInputSize(Value(entries, "imgsz")),
        EndToEnd = ReadFlag(Value(entries, "end2end")),
    };

    private static object? Value(IReadOnlyDictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out var text) || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return MetadataLiteral.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ModelException($"its metadata entry '{key}' cannot be read: {e.Message}", e);
        }
    }

    private static string[]? ReadNames(object? value) => value switch
    {
        null => null,
        List<object?> list => [.. list.Select(Text)],
        Dictionary<string, object?> byId => NamesById(byId),
        _ => throw new ModelException("its metadata entry 'names' is neither a list of names nor a map from class id to name."),
    };

    private static string[] NamesById(Dictionary<string, object?> byId)
    {
        var names = new SortedDictionary<int, string>();
        foreach (var (key, name) in byId)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id >= MostClasses)
            {
                throw new ModelException($"its metadata entry 'names' has the class id '{key}', which is not a number from 0 on.");
            }

            names[id] = Text(name);
        }

        var count = names.Count == 0 ? 0 : names.Keys.Last() + 1;
        return [.. Enumerable.Range(0, count).Select(id => names.GetValueOrDefault(id) ?? ClassNames.Unnamed(id))];
    }

    private static int ReadStride(object? value) => value switch
    {
        null => DefaultStride,
        _ when Integer(value) is > 0 and <= 1024 and { } stride => stride,
        _ => throw new ModelException("its metadata entry 'stride' is not a positive number of pixels."),
    };

    /// <summary>Height comes first; a single number is both.</summary>
    private static ImageSize? ReadInputSize(object? value) => value switch
    {
        null => null,
        List<object?> { Count: 2 } sides when Integer(sides[1]) is { } width && Integer(sides[0]) is { } height => new ImageSize(width, height),
        List<object?> { Count: 1 } sides when Integer(sides[0]) is { } side => new ImageSize(side, side),
        _ when Integer(value) is { } side => new ImageSize(side, side),
        _ => throw new ModelException("its metadata entry 'imgsz' is neither [height, width] nor a number."),
    };

    private static bool? ReadFlag(object? value) => value as bool?;

    private static int? Integer(object? value) =>
        value is double number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    private static string Text(object? value) => value switch
    {
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
