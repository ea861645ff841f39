using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

internal sealed class BlobFunctions(AppHost.Recorder recorder)
{
    [Function("Uploaded")]
    public async Task UploadedAsync(
        [BlobTrigger("%Container%/datasets/{name}.zip")] BlobClient blob,
        string name,
        Uri uri,
        IDictionary<string, string> metadata,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        BlobDownloadResult content = await blob.DownloadContentAsync(cancellationToken);
        recorder.Add(new Upload(name, content.Content.ToString(), uri == blob.Uri, metadata.Count, context.BindingContext.BindingData["name"]));
    }

    internal sealed record Upload(string Name, string Content, bool UriMatches, int MetadataCount, object? BindingData);
}

internal sealed class BlobTypeFunctions(AppHost.Recorder recorder)
{
    [Function("AsText")]
    public void AsText([BlobTrigger("%Container%/types/{name}")] string content) => recorder.Add($"text {content}");

    [Function("AsBytes")]
    public void AsBytes([BlobTrigger("%Container%/types/{name}")] byte[] content) => recorder.Add($"bytes {content.Length}");

    [Function("AsStream")]
    public async Task AsStreamAsync([BlobTrigger("%Container%/types/{name}")] Stream content) =>
        recorder.Add($"stream {await new StreamReader(content, Encoding.UTF8).ReadToEndAsync()}");

    [Function("AsJson")]
    public void AsJson([BlobTrigger("%Container%/types/{name}")] int[] content) => recorder.Add($"json {content.Sum()}");

    [Function("AsContainer")]
    public void AsContainer([BlobTrigger("%Container%/types/{name}")] BlobContainerClient container, string blobTrigger) =>
        recorder.Add($"container {blobTrigger.Length - container.Name.Length}");

    [Function("AsBlockBlob")]
    public void AsBlockBlob([BlobTrigger("%Container%/types/{name}")] BlockBlobClient blob) => recorder.Add($"block {blob.Name}");

    [Function("AsBlob")]
    public void AsBlob([BlobTrigger("%Container%/types/{name}", Connection = "Inbox")] BlobBaseClient blob) =>
        recorder.Add($"blob {blob.Name}");
}

internal sealed class FailingBlobFunctions(AppHost.Recorder recorder)
{
    [Function("FailsOnBlob")]
    public void Fail([BlobTrigger("%Container%/{name}.bad")] BlobClient blob, string name)
    {
        recorder.Add(name);
        throw new InvalidDataException("not a data set");
    }

    [Function("Works")]
    public void Work([BlobTrigger("%Container%/{name}.good")] BlobClient blob, string name) => recorder.Add(name);
}

internal sealed class SlowBlobFunctions(AppHost.Recorder recorder)
{
    [Function("WaitsForStop")]
    public async Task WaitAsync([BlobTrigger("%Container%/{name}")] BlobClient blob, string name, CancellationToken cancellationToken)
    {
        recorder.Add($"started {name}");
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
