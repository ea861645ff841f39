using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: runs the detector over one chunk. A chunk that is recorded is left as it is.</summary>
public sealed class DetectChunk(VideoAnalysis analysis)
{
    [Function(nameof(DetectChunk))]
    public Task<WorkDone> RunAsync([ActivityTrigger] ChunkInput input, CancellationToken cancellationToken) =>
        analysis.DetectAsync(input.Folder, input.Chunk, cancellationToken);
}
