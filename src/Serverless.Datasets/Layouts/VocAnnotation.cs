using System.Globalization;
using System.Xml;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// A Pascal VOC annotation. Edges are taken as written, without the shift of one pixel that the original development kit
/// makes: the tools in use write them from 0. Objects marked difficult, truncated or occluded are kept like all others.
/// </summary>
/// <param name="FileName">The image that it says it is for; empty where it does not say.</param>
/// <param name="Width">Pixels; 0 where it does not say.</param>
/// <param name="Height">Pixels; 0 where it does not say.</param>
internal sealed record VocAnnotation(string FileName, int Width, int Height, IReadOnlyList<VocObject> Objects)
{
    private const int MaximumDepth = 32;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <returns>Null where it is XML, but no annotation.</returns>
    /// <exception cref="InvalidDataException">It is no XML, or not safe to read. The message continues "cannot be read: ".</exception>
    public static VocAnnotation? Parse(byte[] xml)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), Settings);
            return Parse(reader);
        }
        catch (XmlException exception) when (exception.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new InvalidDataException("it has a DOCTYPE, which is not safe to read; leave that line out", exception);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or NotSupportedException)
        {
            // A wrong encoding is told by exceptions of other kinds.
            throw new InvalidDataException($"it is not valid XML: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private static VocAnnotation? Parse(XmlReader reader)
    {
        var path = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var objects = new List<VocObject>();
        Dictionary<string, string>? current = null;
        var line = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when path.Count >= MaximumDepth:
                    throw new InvalidDataException($"line {LineOf(reader)}: it is nested deeper than an annotation ever is");
                case XmlNodeType.Element when path.Count == 0 && reader.LocalName != "annotation":
                    return null;
                case XmlNodeType.Element when !reader.IsEmptyElement:
                    path.Add(reader.LocalName);
                    if (path is [_, "object"])
                    {
                        (current, line) = (new Dictionary<string, string>(StringComparer.Ordinal), LineOf(reader));
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Note(path, reader.Value.Trim(), values, current);
                    break;
                case XmlNodeType.EndElement:
                    if (path is [_, "object"] && current is not null)
                    {
                        objects.Add(Describe(current, line));
                        current = null;
                    }

                    path.RemoveAt(path.Count - 1);
                    break;
            }
        }

        return new VocAnnotation(values.GetValueOrDefault("filename") ?? string.Empty, Size(values, "width"), Size(values, "height"), objects);
    }

    // Parts of an object have names and boxes of their own, one level further down.
    private static void Note(List<string> path, string text, Dictionary<string, string> values, Dictionary<string, string>? current)
    {
        switch (path)
        {
            case [_, "filename"]:
                values.TryAdd("filename", text);
                break;
            case [_, "size", var side]:
                values.TryAdd(side, text);
                break;
            case [_, "object", "name"]:
                current?.TryAdd("name", text);
                break;
            case [_, "object", "bndbox", var edge]:
                current?.TryAdd(edge, text);
                break;
        }
    }

    private static VocObject Describe(Dictionary<string, string> values, int line)
    {
        var edges = Array.ConvertAll(["xmin", "ymin", "xmax", "ymax"], edge => Number(values.GetValueOrDefault(edge)));
        PlannedBox? box = Array.TrueForAll(edges, double.IsFinite) ? new PlannedBox(0, edges[0], edges[1], edges[2], edges[3], line) : null;
        return new VocObject(values.GetValueOrDefault("name") ?? string.Empty, box, line);
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static int Size(Dictionary<string, string> values, string side) =>
        Number(values.GetValueOrDefault(side)) is var pixels and >= 1 and <= int.MaxValue ? (int)pixels : 0;

    private static int LineOf(XmlReader reader) => ((IXmlLineInfo)reader).LineNumber;
}
