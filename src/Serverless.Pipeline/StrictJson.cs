using System.Text.Json;
using System.Text.Json.Serialization;

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
            var choices = ChoicesAt(typeof(T), exception.Path);
            var remedy = choices.Length > 0 ? $"Use one of {string.Join(", ", choices)}." : KnownFields<T>();
            throw new PipelineException($"{subject} is not what is expected here: {exception.Message} {remedy}", exception);
        }
    }

    private static string KnownFields<T>() =>
        $"Known fields: {string.Join(", ", s_options.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name))}.";

    // The serializer's own message names a type of ours where one of a few words is expected.
    private static string[] ChoicesAt(Type type, string? path)
    {
        foreach (var step in (path ?? string.Empty).Split('.').Skip(1))
        {
            if (s_options.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                return [];
            }

            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }

        return type.IsEnum ? Array.ConvertAll(Enum.GetNames(type), JsonNamingPolicy.CamelCase.ConvertName) : [];
    }
}
