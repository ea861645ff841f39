using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Training;

/// <summary>Turns a request into a run with everything decided.</summary>
public sealed class TrainingPlanner(DatasetCatalog datasets, ModelRegistry models, RunStore runs)
{
    /// <summary>Decides and writes <c>runs/{id}/request.json</c>.</summary>
    /// <exception cref="PipelineException">The data set, the parent or a setting is not to be had.</exception>
    public async Task<TrainingRun> PlanAsync(string runId, TrainingRequest request, CancellationToken cancellationToken)
    {
        ResourceName.Require(request.Model, "model");
        var version = await datasets.ResolveAsync(request.Dataset, request.DatasetVersion, cancellationToken);
        var parent = request.From == TrainingRequest.FromScratch
            ? null
            : await models.ResolveAsync(ModelReference.Parse(request.From), cancellationToken);
        var run = new TrainingRun(
            runId,
            request.Model,
            request.Dataset,
            version,
            parent is null ? null : new ModelReference(parent.Name, parent.Version),
            request.Knobs.Resolve(parent?.Settings))
        {
            Classes = (await datasets.ReadManifestAsync(request.Dataset, version, cancellationToken)).Classes,
            DatasetSha256 = await datasets.FindHashAsync(request.Dataset, version, cancellationToken),
        };
        await runs.WriteAsync(run, cancellationToken);
        return run;
    }
}
