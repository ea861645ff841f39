using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: runs the detector over one chunk. Returns the number of its frames.</summary>
public sealed class DetectChunk(VideoAnalysis analysis)
{
    [Function(nameof(DetectChunk))]
    public Task<int> RunAsync([ActivityTrigger] ChunkInput input, CancellationToken cancellationToken) =>
        analysis.DetectAsync(input.Id, input.Chunk, cancellationToken);
}
