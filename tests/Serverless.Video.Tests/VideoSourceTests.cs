namespace Serverless.Video.Tests;

public sealed class VideoSourceTests
{
    [Theory]
    [InlineData("http://example.com/road.mp4")]
    [InlineData("https://127.0.0.1/road.mp4")]
    [InlineData("ftp://127.0.0.1/road.mp4")]
    [InlineData("file:///road.mp4")]
    public void Served_NotByThisMachine_IsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => VideoSource.Served(new Uri(address), "road"));

    [Theory]
    [InlineData("http:road.mp4")]
    [InlineData("concat:a|b.mp4")]
    [InlineData("-i.mp4")]
    public void File_NamedLikeAProtocolOrOption_IsAFile(string name)
    {
        VideoSource source = name;

        Assert.Equal(($"file:{Path.GetFullPath(name)}", name, name), (source.Url, source.Path, source.Name));
        Assert.Empty(source.Options);
    }

    [Fact]
    public void Conversion_OfNull_IsNull()
    {
        VideoSource? source = (string?)null;

        Assert.Null(source);
    }

    [Fact]
    public async Task Served_NobodyAnswers_TellsTheNameAndNoAddress()
    {
        // The discard service: nobody has it.
        var source = VideoSource.Served(new Uri("http://127.0.0.1:9/0123456789abcdef/blob.mp4"), "inbox/videos/road.mp4");

        var error = await Assert.ThrowsAsync<VideoException>(() => VideoIndexer.IndexAsync(source));

        Assert.StartsWith("'inbox/videos/road.mp4' is not a video that can be read (", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", error.Message, StringComparison.Ordinal);
    }
}
