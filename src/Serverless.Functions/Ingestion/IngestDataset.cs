using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Catalog;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Datasets.Kaggle;

namespace Serverless.Functions.Ingestion;

/// <summary>
/// Orchestrates an ingestion: downloads the archive where it is on Kaggle, inspects it, normalises its images in batches side
/// by side, publishes the version.
/// </summary>
public static class IngestDataset
{
    /// <summary>Batches that one history holds: a batch takes about six events of it, counting those of its retries' timers.</summary>
    internal const int BatchesPerPart = 100;

    private const int BytesPerMegabyte = 1 << 20;

    /// <summary>Times in a row that Kaggle may put a download off without giving a byte of it.</summary>
    private const int MaximumPostponements = 10;

    [Function(nameof(IngestDataset))]
    public static async Task<PublishedDataset> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var job = new IngestionJob(context.InstanceId, context.GetInput<IngestionRequest>()!, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
        try
        {
            return await IngestAsync(context, job.Request.Kaggle is null ? job : await DownloadAsync(context, job));
        }
        catch (TaskFailedException exception)
        {
            await context.CallActivityAsync(nameof(DiscardDataset), job, ActivityRetries.Default);
            throw UserMistake.Describe(exception);
        }
        catch (PipelineException)
        {
            await context.CallActivityAsync(nameof(DiscardDataset), job, ActivityRetries.Default);
            throw;
        }
    }

    /// <summary>Gives the job with the archive that it is about.</summary>
    private static async Task<IngestionJob> DownloadAsync(TaskOrchestrationContext context, IngestionJob job)
    {
        var progress = new DownloadProgress(0, 0);
        var postponements = 0;
        while (progress.ETag is null)
        {
            context.SetCustomStatus(new StageStatus("downloading", (int)(progress.Bytes / BytesPerMegabyte), (int)(progress.Total / BytesPerMegabyte)));
            var before = progress.Bytes;
            progress = await context.CallActivityAsync<DownloadProgress>(nameof(DownloadArchive), job, ActivityRetries.Default);
            postponements = progress.Bytes > before ? 0 : postponements;
            if (progress.ContinueAt is { } continueAt)
            {
                await PostponeAsync(context, job, continueAt, ++postponements);
            }
        }

        return job with
        {
            Request = job.Request with { BlobName = KaggleDownload.BlobName(job.Id), ETag = progress.ETag, Sha256 = progress.Sha256 },
        };
    }

    private static Task PostponeAsync(TaskOrchestrationContext context, IngestionJob job, DateTimeOffset continueAt, int postponements)
    {
        if (postponements > MaximumPostponements)
        {
            throw new PipelineException($"Kaggle has put the download of '{job.Request.Kaggle}' off {MaximumPostponements} times without giving a byte of it: ask for it again later, or download it yourself and upload it to inbox/datasets.");
        }

        context.SetCustomStatus(new StageStatus("waiting for Kaggle"));
        return context.CreateTimer(continueAt.UtcDateTime, CancellationToken.None);
    }

    private static async Task<PublishedDataset> IngestAsync(TaskOrchestrationContext context, IngestionJob job)
    {
        context.SetCustomStatus(new StageStatus("inspecting"));
        var outline = await context.CallActivityAsync<IngestionOutline>(nameof(InspectArchive), job, ActivityRetries.Default);
        context.SetCustomStatus(new StageStatus("normalizing", 0, outline.Batches));
        await NormalizeAsync(context, job, outline);
        context.SetCustomStatus(new StageStatus("publishing", outline.Batches, outline.Batches));
        var output = await context.CallActivityAsync<PublishedDataset>(
            nameof(PublishDataset), new PublishDatasetInput(job, outline), ActivityRetries.Default);
        context.SetCustomStatus(new StageStatus("done", outline.Batches, outline.Batches));
        return output;
    }

    private static Task NormalizeAsync(TaskOrchestrationContext context, IngestionJob job, IngestionOutline outline) => context.FanOutInPartsAsync(
        nameof(NormalizePart),
        outline.Batches,
        BatchesPerPart,
        (first, count) => new NormalizePartInput(job, outline, first, count),
        (part, report) => NormalizePart.RunAsync(context, part, report),
        done => context.SetCustomStatus(new StageStatus("normalizing", done, outline.Batches)));
}
