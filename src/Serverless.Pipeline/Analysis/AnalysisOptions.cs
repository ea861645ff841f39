namespace Serverless.Pipeline.Analysis;

/// <summary>Settings of video analysis.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Model for uploads that name none, such as <c>pothole</c> or <c>pothole/v2</c>; <c>null</c> for the only model there is.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Frames that one activity works on, from 1; chunks begin at keyframes, so they come near it.</summary>
    public int ChunkFrames { get; init; } = 150;

    /// <summary>Frames that go through the network together, from 1.</summary>
    public int BatchFrames { get; init; } = 4;

    /// <summary>Chunks of one video that are worked on at a time, over all machines, from 1.</summary>
    public int ConcurrentChunks { get; init; } = 64;

    /// <summary>Folder for frames and videos being worked on.</summary>
    public required string TemporaryFolder { get; init; }
}
