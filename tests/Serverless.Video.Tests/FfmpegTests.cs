namespace Serverless.Video.Tests;

public sealed class FfmpegTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere:/nor/here")]
    public void Find_NotOnThePath_SaysHowToInstall(string? path)
    {
        var error = Assert.Throws<VideoException>(() => Ffmpeg.Find("ffprobe", path));

        Assert.Contains("'ffprobe' was not found on the PATH", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install ffmpeg", error.Message, StringComparison.Ordinal);
    }
}
