namespace Serverless.Video.Tests;

public sealed class VideoIndexTests(SampleVideos samples)
{
    [Theory]
    [InlineData("uneven.mp4")]
    [InlineData("open-gop.ts")]
    [InlineData("one-keyframe.mp4")]
    [InlineData("h264.avi")]
    public async Task Slice_OfEachChunk_ReadsAndTimesLikeTheWhole(string name)
    {
        var (path, whole) = await samples.GetIndexedAsync(name);
        foreach (var chunk in ChunkPlanner.Plan(whole, 40))
        {
            var slice = whole.Slice(chunk);

            Assert.Equal(Enumerable.Range(chunk.FirstFrame, chunk.FrameCount), await FrameReaderTests.ReadNumbersAsync(path, slice, chunk));
            Assert.Equal(whole.TimeOf(chunk.FirstFrame), slice.TimeOf(chunk.FirstFrame));
            Assert.Equal(
                Enumerable.Range(0, chunk.FrameCount).Select(FrameTiming.Of(whole, chunk).Nanoseconds),
                Enumerable.Range(0, chunk.FrameCount).Select(FrameTiming.Of(slice, chunk).Nanoseconds));
            Assert.Throws<ArgumentOutOfRangeException>(() => FrameReader.Open(path, slice, chunk.FirstFrame, chunk.FrameCount + 1));
        }
    }

    [Theory]
    [InlineData("uneven.mp4", 3)]
    [InlineData("h264.avi", 5)]
    public async Task Open_EveryNthFrame_GivesThese(string name, int step)
    {
        var (path, index) = await samples.GetIndexedAsync(name);
        await using var reader = FrameReader.Open(path, index, 60, 12, step: step);
        using var frame = new OpenCvSharp.Mat();
        var numbers = new List<int>();
        while (await reader.ReadAsync(frame))
        {
            numbers.Add(Barcode.Read(frame));
        }

        Assert.Equal(Enumerable.Range(0, 12).Select(i => 60 + (i * step)), numbers);
    }

    [Fact]
    public async Task Slice_OfALongVideo_IsSmall()
    {
        var (_, index) = await samples.GetIndexedAsync("constant.mp4");
        var chunk = new VideoChunk(0, 100, 10);

        var slice = index.Slice(chunk);

        Assert.InRange(slice.FrameCount, 10, 10 + (3 * 12));
        Assert.Equal(index.TimeOf(105), slice.TimeOf(105));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(new VideoChunk(0, 0, 10)));
    }
}
