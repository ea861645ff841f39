using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Training;

/// <summary>Activity: makes a version the current one of its model.</summary>
public sealed class PromoteModel(ModelRegistry registry)
{
    [Function(nameof(PromoteModel))]
    public async Task RunAsync([ActivityTrigger] ModelReference version, CancellationToken cancellationToken) =>
        await registry.PromoteAsync(await registry.ResolveAsync(version, cancellationToken), (_, _) => true, cancellationToken);
}
