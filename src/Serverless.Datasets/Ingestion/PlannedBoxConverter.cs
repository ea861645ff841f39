using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Datasets.Ingestion;

/// <summary>Writes a <see cref="PlannedBox"/> as <c>[class, left, top, right, bottom, number]</c>.</summary>
public sealed class PlannedBoxConverter : JsonConverter<PlannedBox>
{
    private const int Numbers = 6;

    public override PlannedBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<double[]>(ref reader, options) is { Length: Numbers } numbers
            ? new PlannedBox((int)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], (long)numbers[5])
            : throw new JsonException($"A planned box has {Numbers} numbers.");

    public override void Write(Utf8JsonWriter writer, PlannedBox value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.ClassId);
        writer.WriteNumberValue(value.Left);
        writer.WriteNumberValue(value.Top);
        writer.WriteNumberValue(value.Right);
        writer.WriteNumberValue(value.Bottom);
        writer.WriteNumberValue(value.Number);
        writer.WriteEndArray();
    }
}
