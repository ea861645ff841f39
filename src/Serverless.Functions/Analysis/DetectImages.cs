using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: finds and draws the objects of one group of images. Returns the group's number.</summary>
public sealed class DetectImages(ImageAnalysis analysis)
{
    [Function(nameof(DetectImages))]
    public async Task<int> RunAsync([ActivityTrigger] ChunkInput input, CancellationToken cancellationToken)
    {
        await analysis.DetectAsync(input.Folder, input.Chunk, cancellationToken);
        return input.Chunk;
    }
}
