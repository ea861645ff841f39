using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Activity: removes what a failed derivation has written.</summary>
public sealed class DiscardDerivation(DatasetDerivation derivation)
{
    [Function(nameof(DiscardDerivation))]
    public Task RunAsync([ActivityTrigger] DerivationJob job, CancellationToken cancellationToken) => derivation.DiscardAsync(job, cancellationToken);
}
