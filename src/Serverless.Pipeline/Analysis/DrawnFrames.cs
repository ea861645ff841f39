using Serverless.Detection;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// What is drawn into each frame of a video, of what was found in the frames that the detector looked at: a frame that it did not
/// look at gets the boxes of the one before it that it did.
/// </summary>
public static class DrawnFrames
{
    /// <summary>Yields one record a frame, in order.</summary>
    /// <param name="inferred">What was found, in the order of frames: frame 0 and every <paramref name="everyNthFrame"/>th after it.</param>
    /// <param name="index">All frames.</param>
    /// <param name="everyNthFrame">Distance of the frames that the detector looked at.</param>
    /// <param name="confidence">Lowest confidence of what is drawn.</param>
    /// <param name="onInferred">Is given each of <paramref name="inferred"/> as it passes.</param>
    /// <exception cref="PipelineException">A record is missing or out of order.</exception>
    public static async IAsyncEnumerable<FrameDetections> PlaceAsync(
        IAsyncEnumerable<FrameDetections> inferred, VideoIndex index, int everyNthFrame, double confidence, Action<FrameDetections> onInferred)
    {
        var next = 0;
        await foreach (var frame in inferred)
        {
            if (frame.Frame != next || next >= index.FrameCount)
            {
                throw Damaged(next, index);
            }

            onInferred(frame);
            var drawn = frame with { Objects = [.. frame.Objects.Where(detected => detected.Confidence >= (float)confidence)] };
            next = Math.Min(frame.Frame + everyNthFrame, index.FrameCount);
            for (var number = frame.Frame; number < next; number++)
            {
                yield return drawn with { Frame = number, Time = index.TimeOf(number).TotalSeconds };
            }
        }

        if (next < index.FrameCount)
        {
            throw Damaged(next, index);
        }
    }

    private static PipelineException Damaged(int expected, VideoIndex index) =>
        new($"The detections are damaged: those of frame {expected} of {index.FrameCount} are missing or not in their place.");
}
