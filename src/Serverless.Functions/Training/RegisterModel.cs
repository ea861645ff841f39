using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Activity: publishes the output of a run as the next version of its model.</summary>
public sealed class RegisterModel(ModelPublisher publisher)
{
    [Function(nameof(RegisterModel))]
    public async Task<TrainModelOutput> RunAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        var (card, isCurrent) = await publisher.PublishAsync(runId, cancellationToken);
        return new TrainModelOutput(card.Name, card.Version, isCurrent, card.Result);
    }
}
