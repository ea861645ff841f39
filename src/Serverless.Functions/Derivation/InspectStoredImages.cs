using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Activity: looks at a batch of images of published versions. Returns its number.</summary>
public sealed class InspectStoredImages(DatasetDerivation derivation)
{
    [Function(nameof(InspectStoredImages))]
    public async Task<int> RunAsync([ActivityTrigger] DerivationStepInput input, CancellationToken cancellationToken)
    {
        await derivation.InspectAsync(input.Job, input.Number, cancellationToken);
        return input.Number;
    }
}
