using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Bindings;

/// <summary>Takes what a function returned to the blobs and queues of its output bindings.</summary>
internal sealed class OutputWriter(
    StorageConnections storage, HostSettings settings, IConfiguration configuration, IOptions<JsonSerializerOptions> json, TimeProvider time)
{
    // Without a token: the function has done its work, and what it gives out is not lost because the host stops.
    public async Task WriteAsync(LocalFunctionContext context)
    {
        foreach (var output in context.Function.Outputs)
        {
            if (output.Read(context.Result.Value) is { } value)
            {
                await WriteAsync(output, value, context);
            }
        }
    }

    private Task WriteAsync(FunctionOutput output, object value, LocalFunctionContext context) => output.Attribute switch
    {
        BlobOutputAttribute blob => UploadAsync(blob, value, context),
        QueueOutputAttribute queue => SendAsync(queue, value, context),
        // The response of an HTTP function: its caller gets it.
        _ => Task.CompletedTask,
    };

    private async Task UploadAsync(BlobOutputAttribute output, object value, LocalFunctionContext context)
    {
        var path = BlobPath.Parse(Resolve(output.BlobPath, context));
        var container = storage.Blobs(output.Connection).GetBlobContainerClient(path.Container);
        var content = Serialize(value);
        var blob = container.GetBlobClient(path.Name);
        try
        {
            await blob.UploadAsync(content, overwrite: true);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync();
            await blob.UploadAsync(content, overwrite: true);
        }
    }

    private async Task SendAsync(QueueOutputAttribute output, object value, LocalFunctionContext context)
    {
        var queue = storage.Queues(output.Connection, settings.Queues.MessageEncoding)
            .GetQueueClient(Resolve(output.QueueName, context).ToLowerInvariant());
        foreach (var message in Messages(value))
        {
            await queue.SendOrCreateAsync(Serialize(message), CancellationToken.None);
        }
    }

    private string Resolve(string text, LocalFunctionContext context) =>
        BindingExpression.Parse(SettingExpressions.Resolve(text, context.Function.Name, configuration))
            .Resolve(context.Trigger.BindingData, time.GetUtcNow());

    private static IEnumerable<object> Messages(object value) =>
        value is IEnumerable items and not string and not byte[] and not IDictionary and not JsonObject
            ? items.Cast<object?>().OfType<object>()
            : [value];

    private BinaryData Serialize(object value) => value switch
    {
        string text => BinaryData.FromString(text),
        byte[] bytes => BinaryData.FromBytes(bytes),
        _ => new BinaryData(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), json.Value)),
    };
}
