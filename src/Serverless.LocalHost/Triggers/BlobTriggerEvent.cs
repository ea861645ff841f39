using System.Reflection;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>A new version of a blob.</summary>
internal sealed class BlobTriggerEvent : TriggerEvent
{
    private readonly BlobContainerClient _container;
    private readonly BlobClient _blob;

    public BlobTriggerEvent(
        BlobContainerClient container, string blobName, BlobProperties properties, IReadOnlyDictionary<string, string> expressions)
    {
        _container = container;
        _blob = container.GetBlobClient(blobName);
        Path = $"{container.Name}/{blobName}";
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["BlobTrigger"] = Path,
            ["Uri"] = JsonSerializer.Serialize(_blob.Uri),
            ["Metadata"] = JsonSerializer.Serialize(properties.Metadata),
            ["Properties"] = JsonSerializer.Serialize(new { properties.ContentLength, properties.ContentType, properties.LastModified, ETag = properties.ETag.ToString() }),
        };
        foreach (var (name, value) in expressions)
        {
            data[name] = value;
        }

        BindingData = data;
    }

    public string Path { get; }

    public override string Reason => $"New blob detected: {Path}";

    public override IReadOnlyDictionary<string, object?> BindingData { get; }

    public override async ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        var type = parameter.ParameterType;
        if (type == typeof(Stream))
        {
            return await _blob.OpenReadAsync(cancellationToken: context.CancellationToken);
        }

        return Client(type) ?? await DownloadAsync(type, parameter.Name!, context.CancellationToken);
    }

    private object? Client(Type type) => type switch
    {
        _ when type == typeof(BlobClient) || type == typeof(BlobBaseClient) => _blob,
        _ when type == typeof(BlockBlobClient) => _container.GetBlockBlobClient(_blob.Name),
        _ when type == typeof(AppendBlobClient) => _container.GetAppendBlobClient(_blob.Name),
        _ when type == typeof(PageBlobClient) => _container.GetPageBlobClient(_blob.Name),
        _ => null,
    };

    private async Task<object?> DownloadAsync(Type type, string name, CancellationToken cancellationToken)
    {
        BlobDownloadResult download = await _blob.DownloadContentAsync(cancellationToken);
        if (type == typeof(string))
        {
            return download.Content.ToString();
        }

        return type == typeof(byte[]) ? download.Content.ToArray() : Deserialize(download.Content, type, name);
    }

    private object? Deserialize(BinaryData content, Type type, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type, JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new FunctionInputConverterException($"The blob {Path} is not JSON for the parameter '{name}': {exception.Message}", exception);
        }
    }
}
