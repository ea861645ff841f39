using System.Runtime.CompilerServices;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>Runs a detector over the frames of a chunk, batch by batch; the reader decodes ahead meanwhile.</summary>
public sealed class ChunkDetection(OnnxDetector detector, int batchFrames)
{
    private static readonly DetectionThresholds s_thresholds = new() { Confidence = (float)AnalysisRequest.RecordedConfidence };

    /// <summary>Yields one record a frame, in order.</summary>
    /// <param name="video">Path of the video.</param>
    /// <param name="index">Its frames.</param>
    /// <param name="chunk">Which of them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="VideoException">A frame cannot be decoded.</exception>
    public async IAsyncEnumerable<FrameDetections> DetectAsync(
        string video, VideoIndex index, VideoChunk chunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = FrameReader.Open(video, index, chunk.FirstFrame, chunk.FrameCount);
        var frames = Enumerable.Range(0, batchFrames).Select(_ => new Mat()).ToList();
        try
        {
            for (var first = 0; first < chunk.FrameCount;)
            {
                var count = await FillAsync(reader, frames, Math.Min(batchFrames, chunk.FrameCount - first), cancellationToken);
                var found = detector.Detect(frames[..count], s_thresholds, cancellationToken);
                for (var i = 0; i < count; i++)
                {
                    var number = chunk.FirstFrame + first + i;
                    yield return new FrameDetections(number, index.TimeOf(number).TotalSeconds, found[i]);
                }

                first += count;
            }
        }
        finally
        {
            frames.ForEach(frame => frame.Dispose());
        }
    }

    private static async Task<int> FillAsync(FrameReader reader, List<Mat> frames, int wanted, CancellationToken cancellationToken)
    {
        var count = 0;
        while (count < wanted && await reader.ReadAsync(frames[count], cancellationToken))
        {
            count++;
        }

        // The reader throws where the video ends early, so a short count cannot happen silently.
        return count > 0 ? count : throw new VideoException("The video ended before its last frame.");
    }
}
