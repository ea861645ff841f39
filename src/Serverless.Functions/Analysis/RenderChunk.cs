using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: draws and encodes one chunk. Returns the number of its frames.</summary>
public sealed class RenderChunk(VideoAnalysis analysis)
{
    [Function(nameof(RenderChunk))]
    public Task<int> RunAsync([ActivityTrigger] ChunkInput input, CancellationToken cancellationToken) =>
        analysis.RenderAsync(input.Id, input.Chunk, cancellationToken);
}
