using System.Globalization;
using System.Text.Json;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>A COCO annotation file (the "object detection" format of cocodataset.org), read as a stream.</summary>
internal sealed class CocoFile
{
    // Above it, neighbouring whole numbers are one to a double.
    private const double LargestWhole = 1L << 53;

    private static readonly HashSet<string> Arrays = ["images", "annotations", "categories"];

    private readonly Dictionary<string, int> _imageNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _categoryNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, CocoImage> _images = [];
    private readonly Dictionary<int, CocoCategory> _categories = [];
    private readonly List<CocoBox> _boxes = [];
    private readonly FindingList _findings;
    private readonly int _maximumBoxes;
    private int _annotations;
    private int _crowds;

    private CocoFile(string path, FindingList findings, int maximumBoxes)
    {
        Path = path;
        _findings = findings;
        _maximumBoxes = maximumBoxes;
    }

    public string Path { get; }

    /// <summary>By <see cref="CocoBox.Image"/>.</summary>
    public IReadOnlyDictionary<int, CocoImage> Images => _images;

    /// <summary>By <see cref="CocoBox.Category"/>.</summary>
    public IReadOnlyDictionary<int, CocoCategory> Categories => _categories;

    /// <summary>What is no crowd and has edges, in the order of the file.</summary>
    public IReadOnlyList<CocoBox> Boxes => _boxes;

    /// <returns>Null where it is JSON, but no COCO file with annotations.</returns>
    /// <param name="maximumBoxes">Left of <see cref="IngestionLimits.PlannedBoxes"/>.</param>
    /// <exception cref="InvalidDataException">It cannot be read. The message continues "cannot be read: ".</exception>
    /// <exception cref="DatasetException">It has more boxes than allowed.</exception>
    public static CocoFile? Read(Stream json, string path, FindingList findings, int maximumBoxes, CancellationToken cancellationToken)
    {
        var file = new CocoFile(path, findings, maximumBoxes);
        try
        {
            var found = JsonElements.Read(json, Arrays, file.Read, cancellationToken);
            if (!found.Contains("images") || !found.Contains("annotations"))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text that is no UTF-8 shows only when it is looked at.
            throw new InvalidDataException($"it is not valid JSON: {exception.Message.TrimEnd('.')}", exception);
        }

        if (file._crowds > 0)
        {
            findings.Info(path, FindingKind.Crowd, $"{file._crowds} annotations are of crowds, which are no single objects; left out.");
        }

        return file;
    }

    private void Read(string array, JsonElement element)
    {
        switch (array)
        {
            case "images":
                ReadImage(element);
                break;
            case "categories":
                ReadCategory(element);
                break;
            default:
                ReadAnnotation(element);
                break;
        }
    }

    private void ReadImage(JsonElement element)
    {
        if (Key(element, "id") is { } id && Text(element, "file_name") is { Length: > 0 } name)
        {
            _images.TryAdd(NumberOf(_imageNumbers, id), new CocoImage(name, Size(element, "width"), Size(element, "height")));
        }
        else
        {
            _findings.Error(Path, FindingKind.MalformedLabel, $"An image of the list has no id or no file_name; left out: {Excerpt(element)}.");
        }
    }

    private void ReadCategory(JsonElement element)
    {
        if (Key(element, "id") is { } id)
        {
            var name = Text(element, "name") is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : $"category{id}";
            _categories.TryAdd(NumberOf(_categoryNumbers, id), new CocoCategory(id, name, Text(element, "supercategory")?.Trim() ?? string.Empty));
        }
        else
        {
            _findings.Error(Path, FindingKind.MalformedLabel, $"A category has no id; left out: {Excerpt(element)}.");
        }
    }

    private void ReadAnnotation(JsonElement element)
    {
        _annotations++;
        if (IsCrowd(element))
        {
            _crowds++;
            return;
        }

        var number = long.TryParse(Key(element, "id"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : _annotations;
        if (Key(element, "image_id") is not { } image || Key(element, "category_id") is not { } category)
        {
            _findings.Error(Path, FindingKind.MalformedLabel, $"Annotation {number}: it has no image_id or no category_id. Dropped.");
            return;
        }

        if ((Box(element) ?? PolygonBox(element, number)) is not var (left, top, right, bottom))
        {
            _findings.Error(Path, FindingKind.MalformedLabel, $"Annotation {number}: it has neither a bbox of four finite numbers nor polygons. Dropped.");
            return;
        }

        if (_boxes.Count >= _maximumBoxes)
        {
            throw new DatasetException($"{Path} has more boxes than are taken. Split the dataset into several archives.");
        }

        _boxes.Add(new CocoBox(NumberOf(_imageNumbers, image), NumberOf(_categoryNumbers, category), left, top, right, bottom, number));
    }

    private static bool IsCrowd(JsonElement element) =>
        Member(element, "iscrowd") is { } crowd && (crowd.ValueKind == JsonValueKind.True || (Number(crowd) is var value && value != 0 && double.IsFinite(value)));

    private static (double Left, double Top, double Right, double Bottom)? Box(JsonElement element)
    {
        if (Member(element, "bbox") is not { ValueKind: JsonValueKind.Array } bbox || bbox.GetArrayLength() != 4)
        {
            return null;
        }

        var (left, top, width, height) = (Number(bbox[0]), Number(bbox[1]), Number(bbox[2]), Number(bbox[3]));
        var (right, bottom) = (left + width, top + height);
        return double.IsFinite(right) && double.IsFinite(bottom) ? (left, top, right, bottom) : null;
    }

    private (double Left, double Top, double Right, double Bottom)? PolygonBox(JsonElement element, long number)
    {
        if (Member(element, "segmentation") is not { ValueKind: JsonValueKind.Array } polygons)
        {
            return null;
        }

        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var polygon in polygons.EnumerateArray().Where(polygon => polygon.ValueKind == JsonValueKind.Array))
        {
            foreach (var (index, coordinate) in polygon.EnumerateArray().Select(Number).Index())
            {
                if (!double.IsFinite(coordinate))
                {
                    return null;
                }

                (left, right) = index % 2 == 0 ? (Math.Min(left, coordinate), Math.Max(right, coordinate)) : (left, right);
                (top, bottom) = index % 2 == 1 ? (Math.Min(top, coordinate), Math.Max(bottom, coordinate)) : (top, bottom);
            }
        }

        if (left > right || top > bottom)
        {
            return null;
        }

        _findings.Info(Path, FindingKind.Polygon, $"Annotation {number}: polygons without a bbox; their bounding box was taken.");
        return (left, top, right, bottom);
    }

    private static int NumberOf(Dictionary<string, int> numbers, string id)
    {
        if (!numbers.TryGetValue(id, out var number))
        {
            number = numbers.Count;
            numbers.Add(id, number);
        }

        return number;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>An id, which tools write as a number or as text.</summary>
    private static string? Key(JsonElement element, string name) => Member(element, name) switch
    {
        // Tables of data frames make 1.0 of 1 where a row lacks it.
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt64(out _) || !number.TryGetDouble(out var real) || real != Math.Floor(real) || Math.Abs(real) > LargestWhole
            ? number.GetRawText()
            : ((long)real).ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.String } => Text(element, name),
        _ => null,
    };

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Escapes that make no text.
            return null;
        }
    }

    private static double Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) ? number : double.NaN;

    private static int Size(JsonElement element, string name) =>
        Member(element, name) is { } size && Number(size) is var pixels and >= 1 and <= int.MaxValue ? (int)pixels : 0;

    private static string Excerpt(JsonElement element)
    {
        const int longest = 60;
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Number))
        {
            return $"it is {element.ValueKind}";
        }

        var text = element.GetRawText();
        return text.Length <= longest ? text : text[..longest] + "…";
    }
}
