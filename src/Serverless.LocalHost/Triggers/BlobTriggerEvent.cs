using System.Reflection;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Http;
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

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context) => BlobValue.ReadAsync(
        _container, _blob.Name, parameter.ParameterType, parameter.Name!, WorkerJson.OptionsOf(context), context.CancellationToken);
}
