using System.Text.Json;

namespace Serverless.Datasets;

/// <summary>How manifests and reports are written: camel case, enums as names.</summary>
public static class DatasetJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
