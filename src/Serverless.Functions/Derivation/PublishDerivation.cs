using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Catalog;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Activity: writes report and manifest of a derived version, which makes it visible.</summary>
public sealed class PublishDerivation(DatasetDerivation derivation)
{
    [Function(nameof(PublishDerivation))]
    public async Task<PublishedDataset> RunAsync([ActivityTrigger] PublishDerivationInput input, CancellationToken cancellationToken)
    {
        var (manifest, report) = await derivation.PublishAsync(input.Job, input.Outline, cancellationToken);
        return PublishedDataset.Of(manifest, report);
    }
}
