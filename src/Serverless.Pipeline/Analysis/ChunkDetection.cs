using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// Runs a detector over the frames of a chunk, batch by batch. While as many are worked on as the machine runs at a time, one more waits
/// for its turn, decoding fills the next, and the caller writes what was found in the one before; no more than these are held.
/// </summary>
/// <param name="detector">The detector.</param>
/// <param name="runs">Where it runs.</param>
/// <param name="batchFrames">Frames that go through the network together, from 1, where the model leaves their number open.</param>
/// <param name="everyNthFrame">Only frames whose number is a multiple of this are looked at.</param>
public sealed class ChunkDetection(OnnxDetector detector, NetworkRuns runs, int batchFrames, int everyNthFrame = 1)
{
    private const int DecoderThreads = 1;

    private static readonly DetectionThresholds s_thresholds = new() { Confidence = (float)AnalysisRequest.RecordedConfidence };

    private readonly int _batchFrames = detector.Model.FixedBatch ?? batchFrames;

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
        var started = runs.AtOnce + 1;
        var batches = new Batches(started + 1, _batchFrames);
        var decoding = Task.Run(() => DecodeAsync(video, index, first, count, batches, stop.Token), CancellationToken.None);
        var running = new Queue<Task<IReadOnlyList<IReadOnlyList<DetectedObject>>>>();
        try
        {
            var number = first;
            await foreach (var batch in batches.Filled.Reader.ReadAllAsync(cancellationToken))
            {
                var earlier = running.Count < started ? [] : await running.Dequeue();
                running.Enqueue(runs.RunAsync(() => Detect(batch, new ImageSize(index.Width, index.Height), batches, stop.Token)));
                foreach (var objects in earlier)
                {
                    yield return Record(objects);
                }
            }

            while (running.TryDequeue(out var last))
            {
                foreach (var objects in await last)
                {
                    yield return Record(objects);
                }
            }

            FrameDetections Record(IReadOnlyList<DetectedObject> objects)
            {
                var record = new FrameDetections(number, index.TimeOf(number).TotalSeconds, objects);
                number += everyNthFrame;
                return record;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await decoding;
            await Task.WhenAll(running.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                await FillAsync(reader, frames, Math.Min(_batchFrames, count - reader.Position), cancellationToken);
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

    /// <summary>The batches that take turns.</summary>
    private sealed class Batches : IDisposable
    {
        private readonly List<List<Mat>> _all = [];

        public Batches(int count, int batchFrames)
        {
            for (var i = 0; i < count; i++)
            {
                _all.Add([.. Enumerable.Range(0, batchFrames).Select(_ => new Mat())]);
                Free.Writer.TryWrite(_all[^1]);
            }
        }

        public Channel<List<Mat>> Free { get; } = Channel.CreateUnbounded<List<Mat>>();

        public Channel<List<Mat>> Filled { get; } = Channel.CreateUnbounded<List<Mat>>();

        public void Dispose() => _all.ForEach(batch => batch.ForEach(frame => frame.Dispose()));
    }
}
