using System.Text.Json;

namespace Serverless.Functions.Tests.OpenApi;

/// <summary>Compares JSON with a schema of a document, as far as those of this app go: no field may be missing, and none may be more.</summary>
internal static class JsonSchemaCheck
{
    /// <param name="document">What references lead into.</param>
    /// <param name="place">For the message.</param>
    public static void Require(JsonElement document, JsonElement schema, JsonElement value, string place)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return;
        }

        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = Find(document, reference.GetString()!);
        }

        if (schema.TryGetProperty("type", out var type))
        {
            var types = type.ValueKind == JsonValueKind.Array ? type.Deserialize<string[]>()! : [type.GetString()!];
            Assert.True(types.Any(name => Is(value, name)), $"{place} is {value.ValueKind}, not {string.Join(" or ", types)}");
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            Assert.True(values.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)), $"{place} is {value}, not one of {values}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Array when schema.TryGetProperty("items", out var items):
                foreach (var (number, item) in value.EnumerateArray().Index())
                {
                    Require(document, items, item, $"{place}[{number}]");
                }

                break;
            case JsonValueKind.Object:
                RequireFields(document, schema, value, place);
                break;
        }
    }

    private static void RequireFields(JsonElement document, JsonElement schema, JsonElement value, string place)
    {
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.Deserialize<string[]>()! : [])
        {
            Assert.True(value.TryGetProperty(name, out _), $"{place} has no {name}");
        }

        if (!schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        foreach (var field in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(field.Name, out var described), $"{place}.{field.Name} is not in the schema");
            Require(document, described, field.Value, $"{place}.{field.Name}");
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    // A JSON pointer, RFC 6901.
    private static JsonElement Find(JsonElement document, string reference) => reference[2..].Split('/')
        .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        .Aggregate(document, (element, step) => element.ValueKind == JsonValueKind.Array
            ? element[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]
            : element.GetProperty(step));
}
