using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class DetectionsFileTests
{
    private const string Good = """{"frame":0,"time":0,"objects":[]}""";

    private static readonly Gen<float> Coordinate = Gen.Choose(0, 400_000).Select(hundredths => hundredths / 100f);

    private static readonly Gen<DetectedObject> Detected =
        from left in Coordinate
        from top in Coordinate
        from right in Coordinate
        from bottom in Coordinate
        from classId in Gen.Choose(0, 79)
        from confidence in Gen.Choose(0, 10_000)
        select new DetectedObject(new Box(left, top, right, bottom), classId, confidence / 10_000f);

    private static readonly Gen<FrameDetections> Frame =
        from frame in Gen.Choose(0, int.MaxValue)
        from time in Gen.Choose(0, int.MaxValue)
        from objects in Detected.ListOf()
        select new FrameDetections(frame, time / 1000.0, [.. objects]);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => Prop
        .ForAll(Frame.ListOf().ToArbitrary(), frames =>
        {
            using var culture = new CommaCulture();
            using var stream = new MemoryStream();
            foreach (var frame in frames)
            {
                DetectionsFile.WriteLine(stream, frame);
            }

            stream.Position = 0;
            var read = DetectionsFile.ReadAsync(stream).ToBlockingEnumerable().ToList();
            return read.Count == frames.Count && read.Zip(frames).All(pair => AreSame(pair.First, pair.Second));
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void WriteLine_Frame_IsOneRoundedLine()
    {
        using var stream = new MemoryStream();

        DetectionsFile.WriteLine(
            stream, new FrameDetections(7, 1 / 3.0, [new DetectedObject(new Box(1.234f, 2, 3.999f, 4), 5, 0.123456f)]));

        Assert.Equal(
            """{"frame":7,"time":0.333333,"objects":[{"class":5,"confidence":0.1235,"box":[1.23,2,4,4]}]}""" + "\n",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"frame":1}""")]
    [InlineData("""{"frame":1.5,"time":0,"objects":[]}""")]
    [InlineData("""{"frame":99999999999,"time":0,"objects":[]}""")]
    [InlineData("""{"frame":1,"time":"0","objects":[]}""")]
    [InlineData("""{"frame":1,"time":0,"objects":{}}""")]
    [InlineData("""{"frame":1,"time":0,"objects":[{"class":0,"confidence":1}]}""")]
    [InlineData("""{"frame":1,"time":0,"objects":[{"class":0,"confidence":1,"box":[1,2,3]}]}""")]
    [InlineData("""{"frame":1,"time":0,"objects":[{"class":0,"confidence":1,"box":[1,2,3,"4"]}]}""")]
    public async Task Read_DamagedLine_SaysWhich(string line)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"{Good}\n{line}\n{Good}\n"));

        var exception = await Assert.ThrowsAsync<PipelineException>(async () =>
        {
            await foreach (var frame in DetectionsFile.ReadAsync(stream))
            {
                Assert.Equal(0, frame.Frame);
            }
        });

        Assert.StartsWith("The detections are damaged in line 2: ", exception.Message, StringComparison.Ordinal);
    }

    private static bool AreSame(FrameDetections one, FrameDetections other) =>
        one.Frame == other.Frame && one.Time == other.Time && one.Objects.SequenceEqual(other.Objects);
}
