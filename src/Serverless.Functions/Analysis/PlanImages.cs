using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: decides on the model and lists the images. Returns the number of groups that they are worked on in.</summary>
public sealed class PlanImages(ImageAnalysis analysis)
{
    [Function(nameof(PlanImages))]
    public Task<int> RunAsync([ActivityTrigger] PlanImagesInput input, CancellationToken cancellationToken) =>
        analysis.PlanAsync(input.Id, input.Request, cancellationToken);
}
