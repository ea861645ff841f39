using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Training;

/// <summary>Turns the output of a run into a model version.</summary>
public sealed class ModelPublisher(PipelineStorage storage, RunStore runs, ModelRegistry models, DatasetCatalog datasets, TimeProvider time)
{
    /// <summary>
    /// Copies the output to the next version's folder, writes its card last, and makes it current unless the current one is
    /// better. Done again for the same run it finds its version and changes nothing.
    /// </summary>
    /// <exception cref="PipelineException">The run has no outcome.</exception>
    public async Task<(ModelCard Card, bool IsCurrent)> PublishAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await runs.ReadAsync(runId, cancellationToken);
        var result = await runs.FindResultAsync(runId, cancellationToken);
        var outcome = result?.Outcome ?? throw new PipelineException($"Run {runId} has no outcome to register.");

        // Asked for only where the run does not know: the data set may have been deleted since it was trained on.
        var classes = run.Classes ?? (await datasets.ReadManifestAsync(run.Dataset, run.DatasetVersion, cancellationToken)).Classes;
        var version = await models.Versions.ReserveAsync(run.Model, runId, cancellationToken);
        await CopyOutputAsync(run, version, cancellationToken);

        var card = new ModelCard(
            run.Model, version, runId, run.Dataset, run.DatasetVersion, run.Parent, classes, run.Settings, outcome, time.GetUtcNow())
        {
            DatasetSha256 = run.DatasetSha256 ?? await datasets.FindHashAsync(run.Dataset, run.DatasetVersion, cancellationToken),
            Provenance = result.Provenance,
        };
        if (!await storage.Models.TryCreateJsonAsync(VersionFolders.Path(run.Model, version, ModelRegistry.CardFile), card, cancellationToken))
        {
            card = await models.ResolveAsync(new ModelReference(run.Model, version), cancellationToken);
        }

        var isCurrent = await models.PromoteAsync(card, IsNotWorse, cancellationToken);
        return (card, isCurrent);
    }

    // Only scores on the same images can be compared.
    private static bool IsNotWorse(ModelCard candidate, ModelCard current)
    {
        if (candidate.Result.Incumbent is { } measured && measured.Version == current.Version)
        {
            return candidate.Result.Fitness() >= Fitness.Of(measured.Map50, measured.Map50To95);
        }

        return (candidate.Dataset, candidate.DatasetVersion) == (current.Dataset, current.DatasetVersion)
            && candidate.Result.Fitness() >= current.Result.Fitness();
    }

    private async Task CopyOutputAsync(TrainingRun run, int version, CancellationToken cancellationToken)
    {
        var prefix = RunStore.OutputFolder(run.Id);
        foreach (var file in await storage.Runs.ListFilesAsync(prefix, cancellationToken))
        {
            await using var content = await storage.Runs.GetBlobClient(file).OpenReadAsync(cancellationToken: cancellationToken);
            await storage.Models.GetBlobClient(VersionFolders.Path(run.Model, version, file[prefix.Length..]))
                .UploadAsync(content, overwrite: true, cancellationToken);
        }
    }
}
