using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Activity: chooses the images of a derived version and reserves its number.</summary>
public sealed class PlanDerivation(DatasetDerivation derivation)
{
    [Function(nameof(PlanDerivation))]
    public Task<DerivationOutline> RunAsync([ActivityTrigger] DerivationJob job, CancellationToken cancellationToken) =>
        derivation.PlanAsync(job, cancellationToken);
}
