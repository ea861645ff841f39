using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>Settings of video analysis.</summary>
public sealed record AnalysisOptions
{
    private const int FewestFrames = 75;

    // While the smallest networks look at one frame, so many of so many pixels are decoded, drawn and encoded.
    private const double DrawnMeanwhile = 3;
    private const long DrawnPixels = 1280 * 720;

    /// <summary>Model for uploads that name none, such as <c>pothole</c> or <c>pothole/v2</c>; <c>null</c> for the only model there is.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>
    /// Frames that one activity detects in, from 1; chunks begin at keyframes, so they come near it. What a chunk costs beside its frames is
    /// the start of ffmpeg, about what the network takes for two frames, and twice where it is drawn. The most that is aimed at, see
    /// <see cref="ChunkFramesOf"/> and <see cref="DrawnChunkFramesOf"/>.
    /// </summary>
    public int ChunkFrames { get; init; } = 300;

    /// <summary>Frames that go through the network together, from 1.</summary>
    public int BatchFrames { get; init; } = 4;

    /// <summary>Chunks of one video that are worked on at a time, over all machines, from 1.</summary>
    public int ConcurrentChunks { get; init; } = 64;

    /// <summary>Threads of the decoder and of the encoder of a chunk that is drawn, each; from 1, or 0 for what the machine has.</summary>
    public int CodecThreads { get; init; }

    /// <summary>
    /// Bytes of the largest video that is copied to each machine that works on it. Of a larger one each chunk reads its own part where the
    /// container allows it; with 0, of every one.
    /// </summary>
    public long LocalCopyBytes { get; init; } = 256L << 20;

    /// <summary>Folder for frames and videos being worked on.</summary>
    public required string TemporaryFolder { get; init; }

    /// <summary>
    /// Frames of a chunk of this video: as many as make an even number of chunks of one size, so that two activities that share them
    /// end together; but at least 75, where so many are asked for.
    /// </summary>
    public int ChunkFramesOf(VideoIndex index) => Even(index, ChunkFrames);

    /// <summary>
    /// Frames of a chunk of this video that is drawn: likewise, but up to three times as many, the fewer the larger they are, as drawing
    /// into a frame takes less than detecting in it, and two thirds of what a chunk costs beside its frames falls to drawing.
    /// </summary>
    public int DrawnChunkFramesOf(VideoIndex index)
    {
        var times = Math.Clamp(DrawnMeanwhile * DrawnPixels / ((long)index.Width * index.Height), 1, DrawnMeanwhile);
        return Even(index, (int)(ChunkFrames * times));
    }

    private static int Even(VideoIndex index, int frames)
    {
        var chunks = (index.FrameCount + frames - 1) / frames;
        chunks += chunks % 2;
        return Math.Min(frames, Math.Max(FewestFrames, (index.FrameCount + chunks - 1) / chunks));
    }
}
