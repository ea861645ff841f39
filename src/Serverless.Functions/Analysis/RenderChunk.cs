using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: draws and encodes one chunk. A chunk that is there is left as it is.</summary>
public sealed class RenderChunk(VideoRendering rendering)
{
    [Function(nameof(RenderChunk))]
    public Task<WorkDone> RunAsync([ActivityTrigger] ChunkInput input, CancellationToken cancellationToken) =>
        rendering.RenderAsync(input.Folder, input.Chunk, cancellationToken);
}
