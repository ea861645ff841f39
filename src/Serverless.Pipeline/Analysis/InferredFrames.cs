using System.Runtime.CompilerServices;
using Serverless.Detection;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>The recorded frames of a video that the detector looked at: frame 0 and every n-th after it, each once and in order.</summary>
public static class InferredFrames
{
    /// <summary>Passes the records on as long as none is missing or out of place.</summary>
    /// <param name="recorded">What was found.</param>
    /// <param name="index">All frames.</param>
    /// <param name="everyNthFrame">Distance of the frames that the detector looked at.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PipelineException">A record is missing or out of order.</exception>
    public static async IAsyncEnumerable<FrameDetections> CheckedAsync(
        IAsyncEnumerable<FrameDetections> recorded, VideoIndex index, int everyNthFrame, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var next = 0;
        await foreach (var frame in recorded.WithCancellation(cancellationToken))
        {
            if (frame.Frame != next || next >= index.FrameCount)
            {
                throw Damaged(next, index);
            }

            yield return frame;
            next = Math.Min(frame.Frame + everyNthFrame, index.FrameCount);
        }

        if (next < index.FrameCount)
        {
            throw Damaged(next, index);
        }
    }

    private static PipelineException Damaged(int expected, VideoIndex index) =>
        new($"The detections are damaged: those of frame {expected} of {index.FrameCount} are missing or not in their place.");
}
