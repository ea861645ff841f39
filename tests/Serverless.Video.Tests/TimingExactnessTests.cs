namespace Serverless.Video.Tests;

/// <summary>Frame rates, groups of pictures, edit lists and rotations: what says when and how a frame is shown.</summary>
public sealed class TimingExactnessTests(SampleVideos samples)
{
    /// <summary>Each in another number of chunks; <see cref="ChunkExactnessTests"/> takes every kind in all of them.</summary>
    public static TheoryData<string, int> Kinds => [.. SampleVideos.Timings.Where(name => !SampleVideos.IsCombination(name)).Select((name, i) => (name, 2 + (i % 2)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Annotate_AnyTiming_PutsEveryFrameWithItsOwnMarkAtItsOwnTime(string name, int chunks) => Exactness.CheckAsync(samples, name, chunks);
}
