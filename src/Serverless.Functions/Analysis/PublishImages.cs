using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: joins the detections of all groups of images and publishes them.</summary>
public sealed class PublishImages(ImageAnalysis analysis)
{
    [Function(nameof(PublishImages))]
    public Task<ImageSummary> RunAsync([ActivityTrigger] string id, CancellationToken cancellationToken) =>
        analysis.PublishAsync(id, cancellationToken);
}
