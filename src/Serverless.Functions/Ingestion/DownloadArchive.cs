using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Datasets.Kaggle;

namespace Serverless.Functions.Ingestion;

/// <summary>Activity: brings the next part of an archive from Kaggle into blob storage.</summary>
public sealed class DownloadArchive(KaggleDownload download)
{
    [Function(nameof(DownloadArchive))]
    public Task<DownloadProgress> RunAsync([ActivityTrigger] IngestionJob job, CancellationToken cancellationToken) =>
        download.ContinueAsync(job.Id, KaggleHandle.Parse(job.Request.Kaggle), cancellationToken);
}
