using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

internal sealed class BlobEventFunctions(AppHost.Recorder recorder)
{
    [Function("ByEvent")]
    public async Task ByEventAsync(
        [BlobTrigger("%Container%/{name}.txt", Connection = "Inbox", Source = BlobTriggerSource.EventGrid)] string content,
        string name,
        CancellationToken cancellationToken)
    {
        recorder.Add($"{name} {content}");
        if (content == "broken")
        {
            throw new InvalidDataException("not a text");
        }

        if (content == "endless")
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Function("ByPolling")]
    public void ByPolling([BlobTrigger("%Container%/{name}.marker")] BlobClient blob, string name) => recorder.Add($"marker {name}");
}
