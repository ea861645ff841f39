using OpenCvSharp;

namespace Serverless.Video.Tests;

/// <summary>What the pipeline does to a video, with marks in the place of detections.</summary>
internal static class Annotation
{
    /// <summary>Marks and encodes a video chunk by chunk and joins it with its sound.</summary>
    /// <returns>The numbers that the frames carried as they were decoded.</returns>
    public static async Task<List<int>> RunAsync(string path, VideoIndex source, int chunkCount, string output)
    {
        var numbers = new List<int>();
        var chunks = new List<EncodedChunk>();
        foreach (var chunk in ChunkPlanner.Plan(source, Math.Max(1, source.FrameCount / chunkCount)))
        {
            var encoded = new EncodedChunk(chunk, $"{output}.{chunk.Number}.mp4");
            numbers.AddRange(await MarkAsync(path, source, encoded));
            chunks.Add(encoded);
        }

        await VideoJoiner.JoinAsync(source, chunks, path, output);
        chunks.ForEach(chunk => File.Delete(chunk.Video.Path!));
        return numbers;
    }

    /// <summary>The numbers and the marks of all frames.</summary>
    public static async Task<(List<int> Numbers, List<int> Marks)> ReadAsync(string path, VideoIndex index)
    {
        await using var reader = FrameReader.Open(path, index, 0, index.FrameCount);
        using var frame = new Mat();
        var (numbers, marks) = (new List<int>(), new List<int>());
        while (await reader.ReadAsync(frame))
        {
            numbers.Add(Barcode.Read(frame));
            marks.Add(Barcode.ReadMark(frame));
        }

        return (numbers, marks);
    }

    /// <summary>When each frame is shown, in units of 10 µs.</summary>
    public static IEnumerable<long> Times(VideoIndex index) =>
        Enumerable.Range(0, index.FrameCount).Select(frame => (long)Math.Round(index.TimeOf(frame).TotalMicroseconds / 10));

    private static async Task<List<int>> MarkAsync(string path, VideoIndex source, EncodedChunk encoded)
    {
        await using var reader = FrameReader.Open(path, source, encoded.Chunk);
        await using var writer = FrameWriter.Open(
            encoded.Video.Path!, source.Width, source.Height, FrameTiming.Of(source, encoded.Chunk), new H264Options { Threads = 1 });
        using var frame = new Mat();
        var numbers = new List<int>();
        while (await reader.ReadAsync(frame))
        {
            numbers.Add(Barcode.Read(frame));
            Barcode.Mark(frame, encoded.Chunk.FirstFrame + numbers.Count - 1);
            await writer.WriteAsync(frame);
        }

        await writer.CompleteAsync();
        return numbers;
    }
}
