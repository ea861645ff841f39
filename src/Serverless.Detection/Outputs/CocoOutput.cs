using System.Text.Json;

namespace Serverless.Detection.Outputs;

/// <summary>
/// COCO's JSON formats: <c>bbox</c> as left, top, width, height in pixels to a hundredth, scores to five places, UTF-8.
/// </summary>
public static class CocoOutput
{
    /// <summary>
    /// Results for COCO's evaluation: an array of
    /// <c>{"image_id":7,"category_id":1,"bbox":[12.5,40,83.5,48.25],"score":0.83}</c>.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="images">In the order to write.</param>
    /// <param name="categoryIds">COCO's category by class id; where null it is the class id plus one, as <see cref="WriteDataset"/> numbers them.</param>
    /// <exception cref="ArgumentException">An object's class has no category.</exception>
    public static void WriteResults(Stream stream, IEnumerable<CocoImage> images, IReadOnlyList<int>? categoryIds = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(images);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        foreach (var image in images)
        {
            foreach (var found in image.Objects)
            {
                writer.WriteStartObject();
                writer.WriteNumber("image_id", image.Id);
                writer.WriteNumber("category_id", CategoryOf(found.ClassId, categoryIds));
                WriteBox(writer, found.Box);
                writer.WriteNumber("score", MathF.Round(found.Confidence, 5));
                writer.WriteEndObject();
            }

            writer.Flush();
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// A whole data set: <c>images</c>, <c>annotations</c> with <c>area</c>, <c>iscrowd</c> 0 and, where they come from
    /// a detector, <c>score</c>, and <c>categories</c>, numbered from 1 in the order of the names.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="images">In the order to write.</param>
    /// <param name="names">Class names by class id.</param>
    /// <param name="withScores">Whether annotations tell their confidence; of no use for what people marked.</param>
    /// <exception cref="ArgumentException">An object's class has no name.</exception>
    public static void WriteDataset(Stream stream, IReadOnlyList<CocoImage> images, IReadOnlyList<string> names, bool withScores)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(names);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        WriteImages(writer, images);
        WriteAnnotations(writer, images, [.. Enumerable.Range(1, names.Count)], withScores);
        WriteCategories(writer, names);
        writer.WriteEndObject();
    }

    private static void WriteImages(Utf8JsonWriter writer, IReadOnlyList<CocoImage> images)
    {
        writer.WriteStartArray("images");
        foreach (var image in images)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", image.Id);
            writer.WriteString("file_name", image.FileName);
            writer.WriteNumber("width", image.Size.Width);
            writer.WriteNumber("height", image.Size.Height);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter writer, IReadOnlyList<CocoImage> images, IReadOnlyList<int> categoryIds, bool withScores)
    {
        var id = 0;
        writer.WriteStartArray("annotations");
        foreach (var (image, found) in images.SelectMany(static image => image.Objects.Select(found => (image, found))))
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", ++id);
            writer.WriteNumber("image_id", image.Id);
            writer.WriteNumber("category_id", CategoryOf(found.ClassId, categoryIds));
            WriteBox(writer, found.Box);
            writer.WriteNumber("area", MathF.Round(found.Box.Area, 2));
            writer.WriteNumber("iscrowd", 0);
            if (withScores)
            {
                writer.WriteNumber("score", MathF.Round(found.Confidence, 5));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCategories(Utf8JsonWriter writer, IReadOnlyList<string> names)
    {
        writer.WriteStartArray("categories");
        for (var i = 0; i < names.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", i + 1);
            writer.WriteString("name", names[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static int CategoryOf(int classId, IReadOnlyList<int>? categoryIds)
    {
        if (categoryIds is null)
        {
            return classId + 1;
        }

        return classId >= 0 && classId < categoryIds.Count
            ? categoryIds[classId]
            : throw new ArgumentException(FormattableString.Invariant($"Class id {classId} has no category; there are {categoryIds.Count}."), nameof(categoryIds));
    }

    private static void WriteBox(Utf8JsonWriter writer, Box box)
    {
        writer.WriteStartArray("bbox");
        writer.WriteNumberValue(MathF.Round(box.Left, 2));
        writer.WriteNumberValue(MathF.Round(box.Top, 2));
        writer.WriteNumberValue(MathF.Round(box.Width, 2));
        writer.WriteNumberValue(MathF.Round(box.Height, 2));
        writer.WriteEndArray();
    }
}
