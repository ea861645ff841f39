using Serverless.Video.Live;

namespace Serverless.Video.Tests.Live;

public sealed class LiveSourceTests : IDisposable
{
    private readonly string _devices = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_devices, recursive: true);

    [Theory]
    [InlineData("rtsp://camera/stream", "rtsp://camera/stream")]
    [InlineData("rtsp://me:secret@10.0.0.7:554/a?token=1", "rtsp://10.0.0.7:554/a")]
    [InlineData("http://camera/video.mjpg", "http://camera/video.mjpg")]
    public void Find_Address_IsNamedWithoutItsSecrets(string address, string expected)
    {
        var source = LiveSource.Find(address)!;

        Assert.Equal(expected, source.Name);
        Assert.Equal(["-i", address], source.Input.TakeLast(2));
    }

    [Theory]
    [InlineData("road.mp4")]
    [InlineData("/tmp/road.mp4")]
    [InlineData("road/*.jpg")]
    [InlineData("file:///tmp/road.mp4")]
    [InlineData("-1")]
    [InlineData("0.5")]
    public void Find_WhatIsNotLive_IsNull(string text) => Assert.Null(LiveSource.Find(text));

    [Fact]
    public void Camera_Present_IsOpened()
    {
        File.WriteAllText(Path.Combine(_devices, "video0"), string.Empty);

        var source = LiveSource.Camera(0, _devices);

        Assert.Equal("camera 0", source.Name);
        Assert.Equal(["-f", "v4l2", "-i", Path.Combine(_devices, "video0")], source.Input.TakeLast(4));
    }

    [Fact]
    public void Camera_NoneAtAll_SaysSo()
    {
        var exception = Assert.Throws<VideoException>(() => LiveSource.Camera(0, _devices));

        Assert.StartsWith("There is no camera 0 on this machine", exception.Message, StringComparison.Ordinal);
        Assert.Contains("connect one", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Camera_AnotherNumber_NamesThoseThereAre()
    {
        File.WriteAllText(Path.Combine(_devices, "video2"), string.Empty);

        var exception = Assert.Throws<VideoException>(() => LiveSource.Camera(0, _devices));

        Assert.EndsWith("use one of 2.", exception.Message, StringComparison.Ordinal);
    }
}
