using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Serverless.Pipeline;

namespace Serverless.Functions.OpenApi;

/// <summary>The schemas of records, each under its name in <c>components/schemas</c>.</summary>
internal sealed class SchemaCatalog
{
    public const string ProblemSchema = "Problem";

    private static readonly JsonSchemaExporterOptions s_options = new() { TreatNullObliviousAsNonNullable = true };

    public JsonObject Schemas { get; } = new()
    {
        // RFC 9457.
        [ProblemSchema] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "string" },
                ["title"] = new JsonObject { ["type"] = "string" },
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "What is wrong and what to do." },
            },
            ["required"] = new JsonArray("title", "status", "detail"),
        },
    };

    /// <summary>The schema of what no record describes.</summary>
    public static JsonObject Of(string mediaType) => mediaType switch
    {
        OperationDescription.Json => new JsonObject { ["type"] = "object" },
        _ when mediaType.StartsWith("text/", StringComparison.Ordinal) => new JsonObject { ["type"] = "string" },
        _ => new JsonObject { ["type"] = "string", ["format"] = "binary" },
    };

    /// <summary>A reference to the schema of a record, or an array of such.</summary>
    public JsonObject Reference(Type type)
    {
        if (type.GetElementType() is { } element)
        {
            return new JsonObject { ["type"] = "array", ["items"] = Reference(element) };
        }

        if (!Schemas.ContainsKey(type.Name))
        {
            var schema = PipelineJson.Options.GetJsonSchemaAsNode(type, s_options);
            Relocate(schema, $"#/components/schemas/{type.Name}");
            Schemas[type.Name] = schema;
        }

        return Reference(type.Name);
    }

    /// <summary>A reference to the schema of a record that is read from a request, of which fields may be left out.</summary>
    /// <param name="type">The record.</param>
    /// <param name="requiredField">The one that may not; null for none.</param>
    public JsonObject ReferenceBody(Type type, string? requiredField)
    {
        var reference = Reference(type);
        var schema = Schemas[type.Name]!.AsObject();
        schema.Remove("required");
        if (requiredField is not null)
        {
            schema["required"] = new JsonArray(requiredField);
        }

        schema["additionalProperties"] = false;
        return reference;
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    // The exporter's references begin at the root of the schema, which is no longer the root of the document.
    private static void Relocate(JsonNode? node, string root)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["$ref"] is JsonValue reference && reference.GetValue<string>() is ['#', .. var path])
                {
                    schema["$ref"] = root + path;
                }

                foreach (var (_, child) in schema)
                {
                    Relocate(child, root);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Relocate(item, root);
                }

                break;
        }
    }
}
