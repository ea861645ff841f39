using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;

namespace Serverless.Cli.Demo;

/// <summary>Uses a running pipeline as anybody does: uploads blobs, posts requests, follows orchestrations.</summary>
internal sealed class PipelineClient(HttpClient http, BlobServiceClient storage)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Uploads a data set and returns the id of the ingestion that its upload starts.</summary>
    /// <param name="path">The zip.</param>
    /// <param name="name">Name of the data set.</param>
    /// <param name="classes">Class names by id, separated by commas; <c>null</c> to take them from the zip.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    public async Task<string> UploadDatasetAsync(string path, string name, string? classes, CancellationToken cancellationToken)
    {
        var blobName = $"datasets/{name}.zip";
        var metadata = new Dictionary<string, string>();
        if (classes is not null)
        {
            metadata["classes"] = classes;
        }

        var etag = await UploadAsync(path, blobName, metadata, cancellationToken);
        return ResourceName.InstanceId("ingest", name, blobName, etag);
    }

    /// <summary>Uploads a video and returns the id of the analysis that its upload starts.</summary>
    /// <param name="path">The video.</param>
    /// <param name="model">A model version, such as <c>pothole/v1</c>.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    public async Task<string> UploadVideoAsync(string path, string model, CancellationToken cancellationToken)
    {
        var blobName = $"videos/{Path.GetFileName(path)}";
        await UploadAsync(path, blobName, new Dictionary<string, string> { ["model"] = model }, cancellationToken);
        var properties = await storage.GetBlobContainerClient("inbox").GetBlobClient(blobName).GetPropertiesAsync(cancellationToken: cancellationToken);
        var upload = UploadedVideos.Describe(blobName, properties);
        return new AnalysisRequest(upload.BlobName, upload.ETag, model, null) { ContentHash = upload.ContentHash }.InstanceId();
    }

    /// <summary>Posts a request that starts an orchestration and returns the orchestration's id.</summary>
    /// <exception cref="PipelineException">The app refuses; the message is its answer's.</exception>
    public async Task<string> StartAsync(string route, object body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(route, body, PipelineJson.Options, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer.GetProperty("id").GetString()!
            : throw new PipelineException($"POST {route}: {answer.GetProperty("detail").GetString()}");
    }

    /// <summary>Waits for the end of an orchestration and returns its output.</summary>
    /// <param name="id">Id of the orchestration; it need not have begun.</param>
    /// <param name="onStatus">Is given the custom status whenever it is read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="PipelineException">The orchestration failed; the message is its own.</exception>
    public async Task<JsonElement> FollowAsync(string id, Action<JsonElement> onStatus, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await http.GetAsync($"/runtime/webhooks/durabletask/instances/{id}", cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                var instance = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                var status = instance.GetProperty("runtimeStatus").GetString();
                if (instance.GetProperty("customStatus") is { ValueKind: JsonValueKind.Object } customStatus)
                {
                    onStatus(customStatus);
                }

                switch (status)
                {
                    case "Completed":
                        return instance.GetProperty("output").Clone();
                    case "Failed" or "Terminated":
                        throw new PipelineException($"{id} {status.ToLower(CultureInfo.InvariantCulture)}: {instance.GetProperty("output")}");
                }
            }

            await Task.Delay(s_pollInterval, cancellationToken);
        }
    }

    public Task DownloadAsync(string container, string blobName, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return storage.GetBlobContainerClient(container).GetBlobClient(blobName).DownloadToAsync(path, cancellationToken);
    }

    private async Task<string> UploadAsync(string path, string blobName, Dictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new PipelineException($"There is no file '{path}'.");
        }

        var blob = storage.GetBlobContainerClient("inbox").GetBlobClient(blobName);
        var content = await blob.UploadAsync(path, new BlobUploadOptions { Metadata = metadata }, cancellationToken);
        return content.Value.ETag.ToString();
    }
}
