using Serverless.Cli.Prediction;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Cli.Tests.Prediction;

public sealed class PredictionSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public PredictionSourceTests()
    {
        foreach (var name in new[] { "a/1.jpg", "a/2.png", "a/notes.txt", "a/b/3.JPG", "a/b/c/4.jpg", "d/5.mp4", "d/.hidden.jpg", "0" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllText(_folder.File(name), string.Empty);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a", "a/1.jpg", "a/2.png")]
    [InlineData("d/5.mp4", "d/5.mp4")]
    // A file is meant first, whatever it is called.
    [InlineData("0", "0")]
    [InlineData("a/notes.txt", "a/notes.txt")]
    [InlineData("a/*", "a/1.jpg", "a/2.png")]
    [InlineData("a/*.jpg", "a/1.jpg")]
    [InlineData("a/?.???", "a/1.jpg", "a/2.png")]
    [InlineData("*/[1-5].*")]
    [InlineData("*/*", "a/1.jpg", "a/2.png", "d/5.mp4")]
    [InlineData("**")]
    [InlineData("a/**/*.jpg", "a/1.jpg", "a/b/c/4.jpg")]
    [InlineData("a/**/c/*", "a/b/c/4.jpg")]
    [InlineData("**/**/*.mp4", "d/5.mp4")]
    [InlineData("nowhere/*.jpg")]
    public void Resolve_FilesFoldersAndPatterns_FindsImagesAndVideosInOrder(string source, params string[] expected)
    {
        if (expected is [])
        {
            Assert.Throws<PipelineException>(() => PredictionSource.Resolve(_folder.File(source)));
            return;
        }

        var found = PredictionSource.Resolve(_folder.File(source));

        Assert.Null(found.Live);
        Assert.Equal(expected, found.Files.Select(file => Path.GetRelativePath(_folder.Path, file)));
    }

    [Fact]
    public void Resolve_RelativePattern_StartsHere()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path);

        Assert.Single(PredictionSource.Resolve($"{relative}/a/*.png").Files);
    }

    [Fact]
    public void Resolve_StreamAddress_IsLive()
    {
        var found = PredictionSource.Resolve("rtsp://me:secret@camera/road");

        Assert.Equal("rtsp://camera/road", found.Live!.Name);
        Assert.Empty(found.Files);
    }

    [Fact]
    public void Resolve_CameraThatIsNotThere_SaysWhatElseCanBeGiven()
    {
        var exception = Assert.Throws<VideoException>(() => PredictionSource.Resolve("99"));

        Assert.StartsWith("There is no camera 99 on this machine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_Nothing_SaysWhatCanBeGiven()
    {
        var exception = Assert.Throws<PipelineException>(() => PredictionSource.Resolve("road.mp4x"));

        Assert.StartsWith("'road.mp4x' is neither an image, a video", exception.Message, StringComparison.Ordinal);
    }
}
