using System.Globalization;
using System.Text;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>A table of boxes with a header, read as a stream. A row without numbers names a background image.</summary>
internal sealed class CsvTable
{
    // Rounding puts edges at 1 slightly beyond it.
    private const double LargestShare = 1.01;

    private readonly Dictionary<string, CsvTableImage> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly CsvColumns _columns;
    private readonly FindingList _findings;
    private int _shares;

    private CsvTable(string path, CsvColumns columns, FindingList findings)
    {
        Path = path;
        _columns = columns;
        _findings = findings;
    }

    public string Path { get; }

    /// <summary>By the names that the table has for them, in its order.</summary>
    public IReadOnlyDictionary<string, CsvTableImage> Images => _images;

    /// <summary>As written, in no particular order.</summary>
    public IReadOnlyCollection<string> Classes => _classes.Keys;

    public bool HasClasses => _columns.Class >= 0;

    public int Boxes { get; private set; }

    /// <summary>Whether the numbers are shares of the image: most boxes lie within 1 × 1, which no box in pixels does.</summary>
    public bool AreShares => _shares * 2 > Boxes;

    /// <returns>Null where the header is none of a table of boxes.</returns>
    /// <param name="maximumBoxes">Left of <see cref="IngestionLimits.PlannedBoxes"/>.</param>
    /// <exception cref="InvalidDataException">It cannot be read. The message continues "cannot be read: ".</exception>
    /// <exception cref="DatasetException">It has more boxes than allowed.</exception>
    public static CsvTable? Read(Stream csv, string path, FindingList findings, int maximumBoxes, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(new LongLineGuard(csv), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        if (reader.ReadLine() is not { } header)
        {
            return null;
        }

        var separator = CsvRecords.SeparatorOf(header);
        var names = CsvRecords.Read(new StringReader(header), separator).Select(record => record.Fields).FirstOrDefault();
        if (names is null || CsvColumns.Find(names) is not { } columns)
        {
            return null;
        }

        var table = new CsvTable(path, columns, findings);
        foreach (var (line, fields) in CsvRecords.Read(reader, separator))
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.Add(line + 1, fields);
            if (table.Boxes > maximumBoxes)
            {
                throw new DatasetException($"{path} has more boxes than are taken. Split the dataset into several archives.");
            }
        }

        return table;
    }

    private void Add(int line, string[] fields)
    {
        if (fields.Length < _columns.Count || fields[_columns.Image].Length == 0)
        {
            _findings.Error(Path, FindingKind.MalformedLabel, $"{fields.Length} columns, or no image; the header has {_columns.Count} at least. Row dropped.", line);
            return;
        }

        var image = ImageOf(fields);
        var texts = _columns.Box.Select(column => fields[column]).ToArray();
        if (Array.TrueForAll(texts, text => text.Length == 0))
        {
            return;
        }

        var numbers = Array.ConvertAll(texts, Number);
        if (Array.FindIndex(numbers, number => !double.IsFinite(number)) is var wrong and >= 0)
        {
            var hint = texts[wrong].Contains(',') ? "; decimals are written with a point" : string.Empty;
            _findings.Error(Path, FindingKind.MalformedLabel, $"\"{Excerpt(texts[wrong])}\" is no number{hint}. Row dropped.", line);
            return;
        }

        var (left, top, right, bottom) = Edges(numbers);
        if (!double.IsFinite(left) || !double.IsFinite(top) || !double.IsFinite(right) || !double.IsFinite(bottom))
        {
            _findings.Error(Path, FindingKind.MalformedLabel, "The numbers are too large for a box. Row dropped.", line);
            return;
        }

        Boxes++;
        _shares += numbers.All(number => Math.Abs(number) <= LargestShare) ? 1 : 0;
        image.Rows.Add(new CsvRow(line, ClassOf(fields), left, top, right, bottom));
    }

    private CsvTableImage ImageOf(string[] fields)
    {
        if (!_images.TryGetValue(fields[_columns.Image], out var image))
        {
            var split = Field(fields, _columns.Split) is { Length: > 0 } name ? SplitNames.OfFile($"{name}/") : null;
            image = new CsvTableImage(split, Size(fields, _columns.Size.Width), Size(fields, _columns.Size.Height));
            _images.Add(fields[_columns.Image], image);
        }

        return image;
    }

    // One text for each class, however many boxes.
    private string ClassOf(string[] fields)
    {
        var name = Field(fields, _columns.Class);
        if (_classes.TryGetValue(name, out var known))
        {
            return known;
        }

        _classes.Add(name, name);
        return name;
    }

    private (double Left, double Top, double Right, double Bottom) Edges(double[] numbers) => _columns.Form switch
    {
        CsvBoxForm.Edges => (numbers[0], numbers[1], numbers[2], numbers[3]),
        CsvBoxForm.Center => (numbers[0] - (numbers[2] / 2), numbers[1] - (numbers[3] / 2), numbers[0] + (numbers[2] / 2), numbers[1] + (numbers[3] / 2)),
        _ => (numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]),
    };

    private static string Field(string[] fields, int column) => column >= 0 && column < fields.Length ? fields[column] : string.Empty;

    private static int Size(string[] fields, int column) =>
        Number(Field(fields, column)) is var pixels and >= 1 and <= int.MaxValue ? (int)pixels : 0;

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Excerpt(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
