using System.Text.Json;
using Azure.Storage.Blobs;

namespace Serverless.LocalHost.Triggers;

/// <summary>An event that a blob was written, in Event Grid's own schema or as a CloudEvent.</summary>
internal sealed record BlobEvent(string Container, string BlobName, string ETag, string BlobType)
{
    private const string Created = "Microsoft.Storage.BlobCreated";
    private const string SubjectStart = "/blobServices/default/containers/";
    private const string SubjectMiddle = "/blobs/";

    /// <summary>The events of new blobs in a delivery, which is an array or a single event.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static IEnumerable<BlobEvent> ReadAll(JsonElement delivery) => delivery.ValueKind switch
    {
        JsonValueKind.Array => delivery.EnumerateArray().Select(Read).OfType<BlobEvent>(),
        JsonValueKind.Object => Read(delivery) is { } single ? [single] : [],
        _ => throw new JsonException("The delivery is neither an event nor an array of events."),
    };

    private static BlobEvent? Read(JsonElement item)
    {
        var type = Text(item, "eventType") ?? Text(item, "type");
        var data = item.TryGetProperty("data", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return type == Created && Locate(Text(item, "subject"), Text(data, "url")) is { } place
            ? new BlobEvent(place.Container, place.Name, $"\"{Text(data, "eTag")?.Trim('"')}\"", Text(data, "blobType") ?? "BlockBlob")
            : null;
    }

    private static (string Container, string Name)? Locate(string? subject, string? url)
    {
        if (subject?.StartsWith(SubjectStart, StringComparison.OrdinalIgnoreCase) == true
            && subject.IndexOf(SubjectMiddle, SubjectStart.Length, StringComparison.OrdinalIgnoreCase) is > 0 and var middle)
        {
            return (subject[SubjectStart.Length..middle], subject[(middle + SubjectMiddle.Length)..]);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && new BlobUriBuilder(address) is { BlobName.Length: > 0 } blob
            ? (blob.BlobContainerName, blob.BlobName)
            : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
