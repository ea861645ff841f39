using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class AnalysisOptionsTests
{
    [Theory]
    [InlineData(100_000, 300)]
    [InlineData(601, 151)]
    [InlineData(800, 200)]
    [InlineData(600, 300)]
    [InlineData(599, 300)]
    [InlineData(301, 151)]
    [InlineData(160, 80)]
    [InlineData(140, 75)]
    [InlineData(1, 75)]
    public void ChunkFramesOf_Default_MakesAnEvenNumberOfChunks(int frames, int expected) =>
        Assert.Equal(expected, new AnalysisOptions { TemporaryFolder = "work" }.ChunkFramesOf(EvenIndex.Of(frames)));

    [Theory]
    [InlineData(10, 8)]
    [InlineData(1000, 8)]
    public void ChunkFramesOf_FewAskedFor_IsThat(int frames, int expected) =>
        Assert.Equal(expected, new AnalysisOptions { TemporaryFolder = "work", ChunkFrames = 8 }.ChunkFramesOf(EvenIndex.Of(frames)));

    // Chunks of 900, 400 and 300 frames at most, an even number of them.
    [Theory]
    [InlineData(100_000, 1280, 720, 893)]
    [InlineData(100_000, 1920, 1080, 400)]
    [InlineData(100_000, 3840, 2160, 300)]
    [InlineData(1600, 1280, 720, 800)]
    [InlineData(1600, 3840, 2160, 267)]
    [InlineData(1, 1280, 720, 75)]
    public void DrawnChunkFramesOf_LargerFrames_AreFewer(int frames, int width, int height, int expected) =>
        Assert.Equal(expected, new AnalysisOptions { TemporaryFolder = "work" }.DrawnChunkFramesOf(EvenIndex.Of(frames, width, height)));
}
