using System.Text.Json;

namespace Serverless.LocalHost.Bindings;

/// <summary>Values out of JSON, for expressions.</summary>
internal static class JsonBindingData
{
    /// <summary>Adds the properties of an object; anything else has none.</summary>
    public static void AddProperties(IDictionary<string, object?> data, string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                // What the trigger itself says goes before what is in its payload.
                data.TryAdd(property.Name, Text(property.Value));
            }
        }
        catch (JsonException)
        {
            // Text that begins as JSON does.
        }
    }

    /// <summary>What a path of names leads to, in any case of letters; null where it leads nowhere.</summary>
    public static string? Find(string text, ReadOnlySpan<string> path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement? element = document.RootElement;
            foreach (var name in path)
            {
                element = Property(element.Value, name);
                if (element is null)
                {
                    return null;
                }
            }

            return Text(element.Value);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        _ => element.GetRawText(),
    };
}
