using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Evaluation;

/// <summary>The evaluations of models in blob storage: <c>models/{name}/evaluations/{id}/</c>, beside the immutable versions.</summary>
public sealed class EvaluationStore(PipelineStorage storage)
{
    public const string MetricsFile = "metrics.json";

    public const string ReportFile = "report.html";

    public static string ReportAddress(string model, string id) => $"/api/models/{Uri.EscapeDataString(model)}/evaluations/{id}/files/{ReportFile}";

    /// <summary>Null where there is no such evaluation, or it has not ended.</summary>
    public Task<EvaluationDocument?> FindAsync(string model, string id, CancellationToken cancellationToken) =>
        storage.Models.FindJsonAsync<EvaluationDocument>(PathOf(model, id, MetricsFile), cancellationToken);

    /// <summary>Summaries of what was evaluated of a version, the newest first.</summary>
    public async Task<IReadOnlyList<EvaluationSummary>> ListAsync(string model, int version, CancellationToken cancellationToken)
    {
        var summaries = new List<EvaluationSummary>();
        foreach (var id in await storage.Models.ListFoldersAsync($"{model}/evaluations/", cancellationToken))
        {
            if (await FindAsync(model, id, cancellationToken) is { } document && document.Summary.Version == version)
            {
                summaries.Add(document.Summary);
            }
        }

        return [.. summaries.OrderByDescending(summary => summary.CreatedAt).ThenBy(summary => summary.Id, StringComparer.Ordinal)];
    }

    public BlobClient FileOf(string model, string id, string file) => storage.Models.GetBlobClient(PathOf(model, id, file));

    /// <summary>Writes an evaluation, its numbers last: with them it is there.</summary>
    public async Task WriteAsync(
        EvaluationDocument document, IReadOnlyList<byte[]> pictures, string report, CancellationToken cancellationToken)
    {
        var (model, id) = (document.Summary.Model, document.Summary.Id);
        foreach (var (worst, picture) in document.Worst.Zip(pictures))
        {
            await UploadAsync(model, id, worst.File, BinaryData.FromBytes(picture), "image/jpeg", cancellationToken);
        }

        await UploadAsync(model, id, ReportFile, BinaryData.FromString(report), "text/html; charset=utf-8", cancellationToken);
        await storage.Models.WriteJsonAsync(PathOf(model, id, MetricsFile), document, cancellationToken);
    }

    private static string PathOf(string model, string id, string file) => $"{model}/evaluations/{id}/{file}";

    private Task UploadAsync(string model, string id, string file, BinaryData content, string contentType, CancellationToken cancellationToken) =>
        FileOf(model, id, file).UploadAsync(
            content, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } }, cancellationToken);
}
