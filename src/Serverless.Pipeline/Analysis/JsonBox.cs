using System.Text.Json;
using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>A box as JSON: <c>"box":[left,top,right,bottom]</c>, to a hundredth of a pixel.</summary>
internal static class JsonBox
{
    private const string Name = "box";

    public static void Write(Utf8JsonWriter writer, Box box)
    {
        writer.WriteStartArray(Name);
        writer.WriteNumberValue(MathF.Round(box.Left, 2));
        writer.WriteNumberValue(MathF.Round(box.Top, 2));
        writer.WriteNumberValue(MathF.Round(box.Right, 2));
        writer.WriteNumberValue(MathF.Round(box.Bottom, 2));
        writer.WriteEndArray();
    }

    public static Box Read(JsonElement element)
    {
        var box = element.GetProperty(Name);
        return new Box(box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle());
    }
}
