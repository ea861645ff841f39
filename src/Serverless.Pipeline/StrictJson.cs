using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Pipeline;

/// <summary>Reads JSON that a person wrote: a misspelt field is an error, not ignored.</summary>
public static class StrictJson
{
    private static readonly JsonSerializerOptions s_options = new(PipelineJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads an object.</summary>
    /// <param name="json">In UTF-8.</param>
    /// <param name="subject">What it is, to begin messages with, such as <c>The body</c>.</param>
    /// <exception cref="PipelineException">It is no object of this shape. The message names the fields that are known.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string subject)
    {
        if (json.IsEmpty)
        {
            throw new PipelineException($"{subject} is empty: send a JSON object. {KnownFields<T>()}");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, s_options)
                ?? throw new PipelineException($"{subject} is null: send a JSON object. {KnownFields<T>()}");
        }
        catch (JsonException exception)
        {
            throw new PipelineException($"{subject} is not what is expected here: {Explain(exception, typeof(T))}", exception);
        }
    }

    private static string KnownFields<T>() => KnownFields(typeof(T));

    private static string KnownFields(Type type) =>
        $"Known fields: {string.Join(", ", s_options.GetTypeInfo(type).Properties.Select(property => property.Name))}.";

    // The serializer's own messages name types of ours, and always the fields of the whole.
    private static string Explain(JsonException exception, Type root)
    {
        var (owner, field, type) = Find(root, exception.Path);
        if (exception.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            return $"'{field}' is no field of it. {KnownFields(owner)}";
        }

        var place = string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        if (!exception.Message.Contains("could not be converted to", StringComparison.Ordinal))
        {
            var fault = exception.Message.Split(" Path: ")[0].TrimEnd('.');
            return $"it is no JSON: {fault} ({place}). {KnownFields(root)}";
        }

        return type.IsEnum
            ? $"{field} has a value that it cannot have ({place}). Use one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}."
            : $"{(field.Length == 0 ? "it" : field)} must be {Wanted(type)} ({place}). {KnownFields(owner)}";
    }

    /// <summary>What a path such as <c>$.options.seed</c> leads to: the object that the last field belongs to, its name, and the field's type.</summary>
    private static (Type Owner, string Field, Type Type) Find(Type root, string? path)
    {
        var (owner, field, type) = (root, string.Empty, root);
        foreach (var step in (path ?? string.Empty).Split('.').Skip(1).Select(step => step.Split('[')[0]))
        {
            (owner, field) = (type, step);
            if (s_options.GetTypeInfo(owner).Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                break;
            }

            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }

        return (owner, field, type);
    }

    private static string Wanted(Type type) => s_options.GetTypeInfo(type).Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object in braces",
        JsonTypeInfoKind.Enumerable => "a list in brackets",
        _ when type == typeof(string) => "text in quotes",
        _ when type == typeof(bool) => "true or false, without quotes",
        _ when type == typeof(int) || type == typeof(long) => "a whole number, without quotes",
        _ => "a number, without quotes and with a point for decimals",
    };
}
