using System.Text.Json;
using Serverless.Functions.Analysis;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Video;

namespace Serverless.Functions.Tests.Analysis;

/// <summary>What a video of ten hours in 4K comes to, planned but not worked on: everything stays within what the platform bears.</summary>
public sealed class LongVideoPlanTests
{
    private const int Hours = 10;
    private const int FramesPerSecond = 60;
    private const int KeyframeDistance = 120;
    private const int ChunkFrames = 150;
    private const int Concurrency = 200;

    // A scheduled task and its end, each in a step of its own, which adds its beginning and end.
    private const int EventsPerCall = 4;

    // What an orchestration has besides: its start and end, indexing, merging, publishing, cleaning up.
    private const int OtherEvents = 50;
    private const int MaximumEvents = 5000;

    // Above it, Azure Storage moves a message into a blob.
    private const int MaximumPayloadBytes = 45 * 1024;

    // What a small plan has.
    private const long LocalDiskBytes = 1_000_000_000;
    private const int ActivitiesOfAMachine = 2;

    // Megabits per second: of an upload at least, of a rendered chunk at most.
    private const int UploadRate = 20;
    private const int RenderedRate = 200;

    private static readonly VideoIndex s_index = Index();
    private static readonly IReadOnlyList<VideoChunk> s_chunks = ChunkPlanner.Plan(s_index, ChunkFrames);

    [Fact]
    public void Plan_TenHoursOfUhd_KeepsEveryHistoryShort()
    {
        var groups = ChunkGroups.Plan("analyze-road", "DetectChunk", s_chunks.Count, Concurrency);

        Assert.Equal(Hours * 3600 * FramesPerSecond / ChunkFrames, s_chunks.Count);
        Assert.Equal(144, groups.Count);
        // Detecting and rendering.
        Assert.InRange((2 * groups.Count * EventsPerCall) + OtherEvents, 0, MaximumEvents);
        Assert.All(groups, group => Assert.InRange((group.Count * EventsPerCall) + OtherEvents, 0, MaximumEvents));
        Assert.Equal(Enumerable.Range(0, s_chunks.Count), groups.SelectMany(group => Enumerable.Range(group.First, group.Count)));
        Assert.InRange(ChunkGroups.Concurrency(groups, Concurrency) * groups.Max(group => group.Concurrency), 1, Concurrency);
    }

    [Fact]
    public void Plan_TenHoursOfUhd_KeepsEveryPayloadSmall()
    {
        var summary = Summary();
        object[] payloads =
        [
            new IndexVideoInput("analyze-road", new AnalysisRequest("videos/road.mp4", "0x8DC", "pothole/v1", "0.25") { ContentHash = "hash" }),
            new PlannedWork(s_chunks.Count, Concurrency, 100),
            new ChunkGroup("analyze-road", "DetectChunk", 0, 100, 100),
            new ChunkInput("analyze-road", 14_399),
            new WorkDone(ChunkFrames, 12.5),
            new PlannedRendering(new PlannedWork(s_chunks.Count, Concurrency, 100), summary),
            new PublishAnalysisInput("analyze-road", summary, new AnalysisTimings { Chunks = 1, Elapsed = 1, Index = 1, Detect = 1, Merge = 1, Render = 1 }),
        ];

        Assert.All(payloads, payload => Assert.InRange(Bytes(payload), 2, MaximumPayloadBytes));
    }

    [Fact]
    public void Plan_TenHoursOfUhd_GivesEachActivityOnlyItsPartOfTheIndex()
    {
        foreach (var chunk in s_chunks.Where(chunk => chunk.Number % 1000 == 0).Append(s_chunks[^1]))
        {
            Assert.InRange(chunk.FrameCount, ChunkFrames / 2, ChunkFrames * 2);
            Assert.InRange(Bytes(new ChunkPlan(chunk, s_index.Slice(chunk))), 1000, 20 * 1024);
        }

        // What an activity may not be given: the index as a whole.
        Assert.True(Bytes(s_index) > 10_000_000);
    }

    [Fact]
    public void Plan_TenHoursOfUhd_LeavesRoomOnASmallDisk()
    {
        var localCopyBytes = new AnalysisOptions { TemporaryFolder = "work" }.LocalCopyBytes;

        // It is read by ranges, so that the rendered chunk is all that an activity puts on the disk; what is copied is smaller.
        Assert.InRange(localCopyBytes, 1, Bytes(UploadRate, s_index.FrameCount) / 100);
        Assert.InRange(ActivitiesOfAMachine * Bytes(RenderedRate, s_chunks.Max(chunk => chunk.FrameCount)), 1, LocalDiskBytes / 2);
        Assert.InRange(ActivitiesOfAMachine * localCopyBytes, 1, LocalDiskBytes);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(1000, 10)]
    public void Plan_AnyNumberOfChunks_SharesThemOutEvenly(int chunks, int groups)
    {
        var plan = ChunkGroups.Plan("f", "a", chunks, 7);

        Assert.Equal(groups, plan.Count);
        Assert.InRange(plan.Max(group => group.Count) - plan.Min(group => group.Count), 0, 1);
        Assert.Equal(chunks, plan.Sum(group => group.Count));
        Assert.All(plan, group => Assert.Equal(Math.Min(7, group.Count), group.Concurrency));
        Assert.InRange(ChunkGroups.Concurrency(plan, 7) * plan[0].Concurrency, 1, 7);
    }

    private static long Bytes(int megabitsPerSecond, int frames) => megabitsPerSecond * 1_000_000L / 8 * frames / FramesPerSecond;

    private static int Bytes(object record) => JsonSerializer.SerializeToUtf8Bytes(record, PipelineJson.Options).Length;

    private static VideoIndex Index()
    {
        const int Frames = Hours * 3600 * FramesPerSecond;
        return new VideoIndex
        {
            Codec = "hevc",
            Width = 3840,
            Height = 2160,
            Rotation = 0,
            TimeBase = new Rational(1, 90_000),
            AverageFrameRate = new Rational(FramesPerSecond, 1),
            Pts = [.. Enumerable.Range(0, Frames).Select(frame => frame * 1500L)],
            Keyframes = [.. Enumerable.Range(0, Frames / KeyframeDistance).Select(keyframe => keyframe * KeyframeDistance)],
            Duration = TimeSpan.FromHours(Hours),
        };
    }

    private static AnalysisSummary Summary() => new()
    {
        Id = "analyze-road",
        Video = "videos/road.mp4",
        Model = "pothole",
        ModelVersion = 1,
        Confidence = 0.25,
        Frames = s_index.FrameCount,
        Width = 3840,
        Height = 2160,
        DurationSeconds = Hours * 3600,
        Detections = 1_000_000,
        FramesWithDetections = 500_000,
        CountsByConfidence = [.. Enumerable.Range(1, 19).Select(step => new CountAtConfidence(step * 0.05, 1_000_000, 500_000))],
        CountsByClass = Enumerable.Range(0, 80).ToDictionary(number => $"class number {number}", _ => 1_000_000),
    };
}
