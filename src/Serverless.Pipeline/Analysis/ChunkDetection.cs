using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// Runs a detector over the frames of a chunk, batch by batch. Decoding fills the next batch while one is being worked on, and
/// the caller writes what was found in the one before; no more than these are held.
/// </summary>
/// <param name="detector">The detector.</param>
/// <param name="batchFrames">Frames that go through the network together, from 1.</param>
/// <param name="everyNthFrame">Only frames whose number is a multiple of this are looked at.</param>
public sealed class ChunkDetection(OnnxDetector detector, int batchFrames, int everyNthFrame = 1)
{
    private const int DecoderThreads = 1;

    private static readonly DetectionThresholds s_thresholds = new() { Confidence = (float)AnalysisRequest.RecordedConfidence };

    /// <summary>Yields one record for each frame that is looked at, in order.</summary>
    /// <param name="video">The video.</param>
    /// <param name="index">Its frames, at least those around the chunk.</param>
    /// <param name="chunk">Which of them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="VideoException">A frame cannot be decoded.</exception>
    public async IAsyncEnumerable<FrameDetections> DetectAsync(
        VideoSource video, VideoIndex index, VideoChunk chunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = (chunk.FirstFrame + everyNthFrame - 1) / everyNthFrame * everyNthFrame;
        var count = (chunk.FirstFrame + chunk.FrameCount - first + everyNthFrame - 1) / everyNthFrame;
        if (count <= 0)
        {
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = new Batches(batchFrames);
        var decoding = Task.Run(() => DecodeAsync(video, index, first, count, batches, stop.Token), CancellationToken.None);
        Task<IReadOnlyList<IReadOnlyList<DetectedObject>>>? running = null;
        try
        {
            var number = first;
            await foreach (var batch in batches.Filled.Reader.ReadAllAsync(cancellationToken))
            {
                var earlier = running is null ? null : await running;
                running = Task.Run(() => Detect(batch, new ImageSize(index.Width, index.Height), batches, cancellationToken), cancellationToken);
                foreach (var objects in earlier ?? [])
                {
                    yield return new FrameDetections(number, index.TimeOf(number).TotalSeconds, objects);
                    number += everyNthFrame;
                }
            }

            foreach (var objects in await running!)
            {
                yield return new FrameDetections(number, index.TimeOf(number).TotalSeconds, objects);
                number += everyNthFrame;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await decoding;
            await (running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            batches.Dispose();
        }
    }

    private IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(List<Mat> batch, ImageSize size, Batches batches, CancellationToken cancellationToken)
    {
        var found = detector.DetectCoded([.. batch.Select(frame => new Yuv420Image(frame, size))], s_thresholds, cancellationToken);
        batches.Free.Writer.TryWrite(batch);
        return found;
    }

    private async Task DecodeAsync(VideoSource video, VideoIndex index, int first, int count, Batches batches, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = FrameReader.Open(video, index, first, count, DecoderThreads, everyNthFrame, FramePixels.Yuv420);
            while (reader.Position < count)
            {
                var frames = await batches.Free.Reader.ReadAsync(cancellationToken);
                await FillAsync(reader, frames, Math.Min(batchFrames, count - reader.Position), cancellationToken);
                await batches.Filled.Writer.WriteAsync(frames, cancellationToken);
            }

            batches.Filled.Writer.Complete();
        }
        catch (Exception exception)
        {
            batches.Filled.Writer.Complete(exception);
        }
    }

    private static async Task FillAsync(FrameReader reader, List<Mat> frames, int wanted, CancellationToken cancellationToken)
    {
        for (var i = frames.Count; i > wanted; i--)
        {
            frames[i - 1].Dispose();
            frames.RemoveAt(i - 1);
        }

        foreach (var frame in frames)
        {
            await reader.ReadAsync(frame, cancellationToken);
        }
    }

    /// <summary>The two batches that take turns.</summary>
    private sealed class Batches : IDisposable
    {
        private const int Count = 2;

        private readonly List<List<Mat>> _all = [];

        public Batches(int batchFrames)
        {
            for (var i = 0; i < Count; i++)
            {
                _all.Add([.. Enumerable.Range(0, batchFrames).Select(_ => new Mat())]);
                Free.Writer.TryWrite(_all[^1]);
            }
        }

        public Channel<List<Mat>> Free { get; } = Channel.CreateBounded<List<Mat>>(Count);

        public Channel<List<Mat>> Filled { get; } = Channel.CreateBounded<List<Mat>>(Count);

        public void Dispose() => _all.ForEach(batch => batch.ForEach(frame => frame.Dispose()));
    }
}
