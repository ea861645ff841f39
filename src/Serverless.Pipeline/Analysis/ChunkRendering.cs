using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>Draws into the frames of a chunk and encodes them; ffmpeg decodes ahead and encodes behind meanwhile.</summary>
internal static class ChunkRendering
{
    // Encoding is most of the work of rendering: this preset takes a third of the processor time of x264's veryfast at 720p, for a file
    // that is 1.7 times as large.
    private const string Preset = "ultrafast";

    /// <param name="video">The video.</param>
    /// <param name="work">The chunk.</param>
    /// <param name="drawing">What is drawn into each of its frames.</param>
    /// <param name="painter">Draws it.</param>
    /// <param name="output">Path of the file to write.</param>
    /// <param name="threads">Of the decoder and of the encoder, each; 0 for what the machine has.</param>
    /// <param name="best">Objects by the frame that shows them best.</param>
    /// <param name="onBest">Is given each of them and that frame as BGR, before anything is drawn into it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The number of frames.</returns>
    /// <exception cref="VideoException">A frame cannot be decoded or encoded.</exception>
    public static async Task<int> RenderAsync(
        VideoSource video,
        ChunkPlan work,
        IAsyncEnumerable<DrawnFrame> drawing,
        TrackPainter painter,
        string output,
        int threads,
        ILookup<int, BestObject> best,
        Func<BestObject, Mat, Task> onBest,
        CancellationToken cancellationToken)
    {
        var size = new ImageSize(work.Index.Width, work.Index.Height);
        await using var reader = FrameReader.Open(video, work.Index, work.Chunk, threads, FramePixels.Yuv420);
        await using var writer = FrameWriter.Open(
            output, size.Width, size.Height, FrameTiming.Of(work.Index, work.Chunk), new H264Options { Preset = Preset, Threads = threads }, FramePixels.Yuv420);
        using var coded = new Mat();
        using var image = new Mat();
        await foreach (var frame in drawing.WithCancellation(cancellationToken))
        {
            if (!await reader.ReadAsync(coded, cancellationToken))
            {
                break;
            }

            // What nothing is drawn into stays as it was coded.
            var rows = best.Contains(frame.Frame) ? RowRange.All(size) : TrackPainter.RowsOf(size, frame.Objects, frame.Trails);
            if (!rows.IsEmpty)
            {
                new Yuv420Image(coded, size).ToBgr(image, rows);
                foreach (var one in best[frame.Frame])
                {
                    await onBest(one, image);
                }

                painter.Draw(image, frame.Objects, frame.Trails);
                new Yuv420Image(coded, size).FromBgr(image, rows);
            }

            await writer.WriteAsync(coded, cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
        return writer.Position;
    }
}
