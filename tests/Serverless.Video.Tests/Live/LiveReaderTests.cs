using System.Net;
using System.Net.Sockets;
using OpenCvSharp;
using Serverless.Video.Live;

namespace Serverless.Video.Tests.Live;

public sealed class LiveReaderTests(SampleVideos samples)
{
    [Fact]
    public async Task Read_SourceFasterThanTheCaller_GivesTheNewestFrame()
    {
        await using var reader = LiveReader.Open(await FileSourceAsync("constant.mp4"), TimeProvider.System);
        using var image = new Mat();

        await reader.Receiving;

        Assert.NotNull(await reader.ReadAsync(image));
        Assert.Equal(SampleVideos.Frames - 1, Barcode.Read(image));
        Assert.Null(await reader.ReadAsync(image));
        Assert.Equal((SampleVideos.Frames, SampleVideos.Frames - 1), (reader.Received, reader.Dropped));
    }

    [Fact]
    public async Task Read_AnyPace_GivesAscendingFramesAndEndsWithTheLast()
    {
        await using var reader = LiveReader.Open(await FileSourceAsync("constant.mp4"), TimeProvider.System);
        using var image = new Mat();
        var (numbers, times) = (new List<int>(), new List<TimeSpan>());

        while (await reader.ReadAsync(image) is { } time)
        {
            numbers.Add(Barcode.Read(image));
            times.Add(time);
        }

        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.Equal(times.Order(), times);
        Assert.Equal(SampleVideos.Frames - 1, numbers[^1]);
        Assert.Equal(SampleVideos.Frames, numbers.Count + reader.Dropped);
    }

    [Fact]
    public async Task Read_OddAndAnamorphicSizes_AreShownUpright()
    {
        Assert.Equal(new Size(161, 97), await SizeAsync("odd.mp4"));
        Assert.Equal(new Size(160, 96), await SizeAsync("anamorphic.mp4"));
    }

    [Fact]
    public async Task Read_StreamOverTcp_Arrives()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var file = await samples.GetAsync("open-gop.ts");
        var sending = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            await using var content = File.OpenRead(file);
            await content.CopyToAsync(stream);
        });

        await using var reader = LiveReader.Open(LiveSource.Find($"tcp://{listener.LocalEndpoint}")!, TimeProvider.System);
        await sending;
        await reader.Receiving;

        using var image = new Mat();
        Assert.NotNull(await reader.ReadAsync(image));
        Assert.Equal(SampleVideos.Frames - 1, Barcode.Read(image));
    }

    [Fact]
    public async Task Read_StreamOverRtsp_Arrives()
    {
        const int frames = 30;
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.h264");
        try
        {
            await Tool.FfmpegAsync("-i", await samples.GetAsync("constant.mp4"), "-frames:v", $"{frames}", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-threads", "1", "-f", "h264", path);
            await using var server = new RtspServer(await File.ReadAllBytesAsync(path));

            await using var reader = LiveReader.Open(LiveSource.Find($"rtsp://somebody:secret@{server.Address}/road")!, TimeProvider.System);
            await reader.Receiving;

            using var image = new Mat();
            Assert.NotNull(await reader.ReadAsync(image));
            Assert.Equal(frames - 1, Barcode.Read(image));
            Assert.Equal(frames, reader.Received);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Read_NobodyThere_SaysWhatToCheck()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"tcp://{listener.LocalEndpoint}/";
        listener.Stop();
        await using var reader = LiveReader.Open(LiveSource.Find(address)!, TimeProvider.System);
        using var image = new Mat();

        var exception = await Assert.ThrowsAsync<VideoException>(() => reader.ReadAsync(image));

        Assert.StartsWith($"Nothing came from {address} (", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Cancelled_Stops()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var reader = LiveReader.Open(LiveSource.Find($"tcp://{listener.LocalEndpoint}")!, TimeProvider.System);
        using var client = await listener.AcceptTcpClientAsync();
        using var stop = new CancellationTokenSource();
        using var image = new Mat();

        var reading = reader.ReadAsync(image, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private async Task<LiveSource> FileSourceAsync(string name) => new(name, ["-i", await samples.GetAsync(name)]);

    private async Task<Size> SizeAsync(string name)
    {
        await using var reader = LiveReader.Open(await FileSourceAsync(name), TimeProvider.System);
        using var image = new Mat();
        Assert.NotNull(await reader.ReadAsync(image));
        return image.Size();
    }
}
