using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>Writes an enum as its name in camel case, whatever the serializer's options are.</summary>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase)
    where TEnum : struct, Enum;
