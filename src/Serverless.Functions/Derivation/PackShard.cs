using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Activity: fills one shard with images of others. Returns its number.</summary>
public sealed class PackShard(DatasetDerivation derivation)
{
    [Function(nameof(PackShard))]
    public async Task<int> RunAsync([ActivityTrigger] DerivationStepInput input, CancellationToken cancellationToken)
    {
        await derivation.PackAsync(input.Job, input.Outline, input.Number, cancellationToken);
        return input.Number;
    }
}
