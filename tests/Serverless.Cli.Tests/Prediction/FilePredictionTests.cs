using Serverless.Cli.Prediction;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Detection.Tests.Onnx;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Cli.Tests.Prediction;

[Collection(nameof(Console))]
public sealed class FilePredictionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_VideoWithSound_KeepsEveryFrameItsTimeAndTheSound()
    {
        var video = _folder.File("road.mp4");
        await Support.Ffmpeg.RunAsync(
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1",
            "-vf", "settb=1/1000,setpts=N*40+mod(N*7\\,13)", "-fps_mode", "passthrough", "-enc_time_base", "1:1000",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", video);
        using var detector = OnnxDetector.Load(new TestModel
        {
            Input = [TestModel.Open, 3, 32, 32],
            Output = [TestModel.Open, 6, 512],
            Metadata = new() { ["names"] = "{0: 'pothole', 1: 'crack'}" },
        }.Save(_folder.Path));

        await new FilePrediction(detector, new DetectionThresholds { Confidence = 0.3f }, _folder.Path).RunAsync([video], CancellationToken.None);

        var source = await VideoIndexer.IndexAsync(video);
        var annotated = await VideoIndexer.IndexAsync(_folder.File("road.mp4.annotated.mp4"));
        Assert.Equal(Times(source), Times(annotated));
        Assert.Equal(source.AudioCodec, annotated.AudioCodec);
        Assert.Equal(source.FrameCount, File.ReadLines(_folder.File("road.mp4.jsonl")).Count());
        Assert.False(File.Exists(_folder.File("road.mp4.annotated.mp4.rendering.mp4")));
    }

    [Fact]
    public async Task Run_ABrokenFileAmongOthers_WorksOnTheOthersAndSaysSo()
    {
        await Support.Ffmpeg.RunAsync("-f", "lavfi", "-i", "testsrc2=size=64x48", "-frames:v", "1", _folder.File("b.png"));
        await File.WriteAllTextAsync(_folder.File("a.jpg"), "no image");
        using var detector = OnnxDetector.Load(new TestModel { Input = [TestModel.Open, 3, 32, 32], Output = [TestModel.Open, 6, 512] }.Save(_folder.Path));
        var prediction = new FilePrediction(detector, new DetectionThresholds(), _folder.Path);

        var error = await Assert.ThrowsAsync<PipelineException>(() => prediction.RunAsync([_folder.File("a.jpg"), _folder.File("b.png")], CancellationToken.None));

        Assert.Equal("1 of 2 files could not be worked on; the others are done.", error.Message);
        Assert.True(File.Exists(_folder.File("b.png.annotated.jpg")));
    }

    private static IEnumerable<double> Times(VideoIndex index) => Enumerable.Range(0, index.FrameCount).Select(frame => index.TimeOf(frame).TotalMilliseconds);
}
