using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Bindings;

/// <summary>Converts what a trigger or a binding brings to the type of a parameter: text, bytes, else an object of its JSON.</summary>
internal static class JsonValue
{
    /// <summary>Whether a value of the type can be read at all; interfaces, for example, cannot.</summary>
    public static bool Supports(Type type)
    {
        // JSON has these as text in Base64, which is not what a trigger brings.
        if (type == typeof(BinaryData))
        {
            return false;
        }

        try
        {
            var info = JsonSerializerOptions.Web.GetTypeInfo(type);
            return info.Kind == JsonTypeInfoKind.None
                ? !typeof(Delegate).IsAssignableFrom(type) && !typeof(Type).IsAssignableFrom(type) && !type.IsPointer
                : info.Kind != JsonTypeInfoKind.Object || info.PolymorphismOptions is not null || CanConstruct(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <exception cref="FunctionInputConverterException">The content is not JSON for the type.</exception>
    public static object? Convert(BinaryData content, Type type, JsonSerializerOptions json, string what, string parameter)
    {
        if (type == typeof(string))
        {
            return content.ToString();
        }

        if (type == typeof(byte[]))
        {
            return content.ToArray();
        }

        try
        {
            return JsonSerializer.Deserialize(content, type, json);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new FunctionInputConverterException($"{what} is not JSON for the parameter '{parameter}': {exception.Message}", exception);
        }
    }

    private static bool CanConstruct(Type type)
    {
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        return !type.IsAbstract && (type.IsValueType
            || type.GetConstructor(Type.EmptyTypes) is not null
            || type.GetConstructors().Length == 1
            || type.GetConstructors(any).Any(constructor => constructor.IsDefined(typeof(JsonConstructorAttribute))));
    }
}
