using OpenCvSharp;
using Serverless.Video.Live;

namespace Serverless.Video.Tests.Live;

public sealed class OpenEndedWriterTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp4");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Write_UnevenTimes_AreKept()
    {
        long[] times = [0, 40, 47, 900, 901];

        await WriteAsync(times);

        var index = await VideoIndexer.IndexAsync(_path);
        Assert.Equal(times.Select(static time => (double)time), Enumerable.Range(0, index.FrameCount).Select(frame => index.TimeOf(frame).TotalMilliseconds));
        await using var reader = FrameReader.Open(_path, index, 0, times.Length);
        using var image = new Mat();
        for (var number = 0; await reader.ReadAsync(image); number++)
        {
            Assert.Equal(number, Barcode.Read(image));
        }
    }

    [Fact]
    public async Task Write_TimesThatDoNotAscend_AreATickApart()
    {
        await WriteAsync(0, 10, 10, 5, 20);

        var index = await VideoIndexer.IndexAsync(_path);
        Assert.Equal([0.0, 10, 11, 12, 20], Enumerable.Range(0, index.FrameCount).Select(frame => index.TimeOf(frame).TotalMilliseconds));
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_LeavesNothing()
    {
        await using (var writer = Open())
        {
            using var frame = Barcode.Draw(0);
            await writer.WriteAsync(frame, 0);
        }

        Assert.False(File.Exists(_path));
    }

    private async Task WriteAsync(params long[] times)
    {
        await using var writer = Open();
        for (var number = 0; number < times.Length; number++)
        {
            using var frame = Barcode.Draw(number);
            await writer.WriteAsync(frame, times[number]);
        }

        await writer.CompleteAsync();
        Assert.Equal(times.Length, writer.Position);
    }

    private OpenEndedWriter Open() => OpenEndedWriter.Open(_path, Barcode.Width, Barcode.Height, new Rational(1, 1000), new Rational(25, 1));
}
