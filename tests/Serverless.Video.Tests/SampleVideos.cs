using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Serverless.Video.Tests;

[assembly: AssemblyFixture(typeof(SampleVideos))]

namespace Serverless.Video.Tests;

/// <summary>Small videos of the kinds that people upload, made by ffmpeg of 128 barcode frames, each once when first asked for.</summary>
public sealed class SampleVideos : IDisposable
{
    public const int Frames = 128;
    public const string UnusualName = "-ü: 'quoted' ${x} straße, %d.mp4";

    private static readonly string[] X264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"];
    private static readonly string[] Gop = [.. X264, "-g", "12", "-bf", "3"];
    private static readonly string[] Uneven = ["-vf", "settb=1/1000,setpts=N*40+mod(N*7\\,13)*3-mod(N*5\\,11)*2+gt(N\\,60)*900", "-fps_mode", "passthrough", "-enc_time_base", "1:1000"];
    private static readonly string[] Tone = ["-f", "lavfi", "-t", "5.12", "-i", "sine=f=440"];

    private static readonly Dictionary<string, string[]> Recipes = new()
    {
        ["constant.mp4"] = [.. Gop],
        ["open-gop.mp4"] = [.. Gop, "-x264-params", "open-gop=1:scenecut=0"],
        ["uneven.mp4"] = [.. Uneven, .. Gop],
        ["uneven.mkv"] = [.. Uneven, .. Gop],
        ["one-keyframe.mp4"] = [.. X264, "-g", "1000", "-bf", "3", "-x264-params", "scenecut=0"],
        ["sound.mp4"] = [.. Tone, .. Gop, "-c:a", "aac"],
        ["sound.ts"] = [.. Tone, .. Gop, "-c:a", "mp2"],
        ["pcm.mkv"] = [.. Tone, .. Gop, "-c:a", "pcm_s16le"],
        ["late.mp4"] = [.. Tone, "-vf", "setpts=PTS+0.4/TB", .. Gop, "-c:a", "aac"],
        ["open-gop.ts"] = [.. Gop, "-x264-params", "open-gop=1:scenecut=0"],
        ["vp9.webm"] = ["-c:v", "libvpx-vp9", "-g", "20", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-deadline", "realtime", "-cpu-used", "8"],
        ["vp8.webm"] = ["-c:v", "libvpx", "-g", "20", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-deadline", "good", "-cpu-used", "5"],
        ["mjpeg.avi"] = ["-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"],
        ["h264.avi"] = [.. Gop],
        ["mpeg4.avi"] = ["-c:v", "mpeg4", "-bf", "2", "-g", "12", "-q:v", "3"],
        ["mpeg2.mpg"] = ["-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-q:v", "3"],
        ["elementary.h264"] = [.. Gop],
        ["hdr.mp4"] = ["-vf", "format=gbrp10,zscale=tin=bt709:pin=bt709:t=smpte2084:p=bt2020:m=bt2020nc:r=tv:npl=200,format=yuv420p10le", "-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"],
        ["hevc.mp4"] = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=12:open-gop=1:bframes=3"],
        ["odd.mp4"] = ["-vf", "scale=161:97", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv444p", "-g", "12"],
        ["anamorphic.mp4"] = ["-vf", "scale=120:96,setsar=4/3", .. Gop],
        [UnusualName] = [.. Tone, .. Gop, "-c:a", "aac"],
    };

    private readonly SemaphoreSlim _making = new(1);
    private readonly ConcurrentDictionary<string, Task<VideoIndex>> _indices = new();

    public SampleVideos() => Directory.CreateDirectory(Folder);

    /// <summary>One sample of each kind of picture track; those left out differ in their sound.</summary>
    public static IEnumerable<string> Kinds => Recipes.Keys.Except(["sound.mp4", "pcm.mkv", "late.mp4"]);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"video-tests-{Guid.NewGuid():N}");

    private string Master => Path.Combine(Folder, "master.bgr");

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>The path of a sample.</summary>
    public async Task<string> GetAsync(string name)
    {
        await _making.WaitAsync();
        try
        {
            var path = File(name);
            if (!System.IO.File.Exists(path))
            {
                await MakeAsync(path, Recipes[name]);
            }

            return path;
        }
        finally
        {
            _making.Release();
        }
    }

    public async Task<(string Path, VideoIndex Index)> GetIndexedAsync(string name)
    {
        var path = await GetAsync(name);
        return (path, await _indices.GetOrAdd(path, file => VideoIndexer.IndexAsync(file)));
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        _making.Dispose();
    }

    private async Task MakeAsync(string path, string[] recipe)
    {
        if (!System.IO.File.Exists(Master))
        {
            WriteMaster();
        }

        // A second input, where there is one, opens the recipe.
        await Tool.FfmpegAsync(
            [
                "-f", "rawvideo", "-pix_fmt", "bgr24", "-video_size", $"{Barcode.Width}x{Barcode.Height}", "-framerate", "25", "-i", Master,
                .. recipe, "file:" + path,
            ]);
    }

    private void WriteMaster()
    {
        using var master = System.IO.File.Create(Master);
        for (var number = 0; number < Frames; number++)
        {
            using var frame = Barcode.Draw(number);
            var pixels = new byte[frame.Total() * frame.ElemSize()];
            Marshal.Copy(frame.Data, pixels, 0, pixels.Length);
            master.Write(pixels);
        }
    }
}
