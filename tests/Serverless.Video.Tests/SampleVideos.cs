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

    // A beep of 0.1 s and a white frame or two at the same moments, at uneven distances.
    private static readonly string[] Beeps =
        ["-f", "lavfi", "-t", "5.12", "-i", "aevalsrc=sin(2*PI*1000*t)*(between(t\\,0.8\\,0.9)+between(t\\,2\\,2.1)+between(t\\,2.68\\,2.78)+between(t\\,4.2\\,4.3)):s=48000"];

    private static readonly Dictionary<string, string[]> TimingRecipes = new()
    {
        ["constant.mp4"] = [.. Gop],
        ["open-gop.mp4"] = [.. Gop, "-x264-params", "open-gop=1:scenecut=0"],
        ["uneven.mp4"] = [.. Uneven, .. Gop],
        ["uneven.mkv"] = [.. Uneven, .. Gop],
        ["one-keyframe.mp4"] = [.. X264, "-g", "1000", "-bf", "3", "-x264-params", "scenecut=0"],
        ["late.mp4"] = [.. Tone, "-vf", "setpts=PTS+0.4/TB", .. Gop, "-c:a", "aac"],
        ["open-gop.ts"] = [.. Gop, "-x264-params", "open-gop=1:scenecut=0"],
        ["one-frame.mp4"] = ["-frames:v", "1", .. Gop],
        ["one-frame.webm"] = ["-frames:v", "1", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
        ["rate-23976.mp4"] = [.. Even(1001, 24000), .. Gop],
        ["rate-2997.ts"] = [.. Even(1001, 30000), .. Gop],
        ["rate-60.mkv"] = [.. Even(1, 60), .. Gop],
        ["uneven.ts"] = [.. Uneven, .. Gop],
        ["uneven.webm"] = [.. Uneven, "-c:v", "libvpx-vp9", "-g", "20", "-deadline", "realtime", "-cpu-used", "8"],
        [UnusualName] = [.. Tone, .. Gop, "-c:a", "aac"],
    };

    private static readonly Dictionary<string, string[]> FormatRecipes = new()
    {
        ["sound.mp4"] = [.. Tone, .. Gop, "-c:a", "aac"],
        ["sound.ts"] = [.. Tone, .. Gop, "-c:a", "mp2"],
        ["pcm.mkv"] = [.. Tone, .. Gop, "-c:a", "pcm_s16le"],
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
        ["constant.mov"] = [.. Tone, .. Gop, "-c:a", "pcm_s16le"],
        ["prores.mov"] = ["-c:v", "prores_ks", "-profile:v", "0", "-pix_fmt", "yuv422p10le"],
        ["ten-bit.mp4"] = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p10le", "-g", "12", "-bf", "3"],
    };

    private static readonly Dictionary<string, string[]> FlashRecipes = new()
    {
        ["flashes.mp4"] = [.. Beeps, .. Gop, .. Flash("PTS"), "-c:a", "aac"],
        ["flashes.ts"] = [.. Beeps, .. Gop, .. Flash("PTS"), "-c:a", "mp2"],
        ["flashes.mkv"] = [.. Beeps, .. Gop, .. Flash("PTS"), "-c:a", "libvorbis"],
        ["flashes.webm"] = [.. Beeps, "-c:v", "libvpx-vp9", "-g", "20", "-deadline", "realtime", "-cpu-used", "8", .. Flash("PTS"), "-c:a", "libopus"],
        ["flashes-late.mp4"] = [.. Beeps, .. Gop, .. Flash("PTS+0.4/TB"), "-c:a", "aac"],
        ["flashes-uneven.mp4"] = [.. Beeps, .. Gop, .. Flash("PTS+mod(N*7\\,13)*0.003/TB"), "-enc_time_base", "1:90000", "-c:a", "aac"],
    };

    private static readonly Dictionary<string, string[]> Recipes = new(TimingRecipes.Concat(FormatRecipes).Concat(FlashRecipes));

    /// <summary>What only other samples are made of.</summary>
    private static readonly Dictionary<string, string[]> Ingredients = new()
    {
        ["lying.mp4"] = ["-vf", "transpose=clock", .. Gop],
    };

    /// <summary>Made of another without encoding again: cut, which leaves an edit list, or told to be turned.</summary>
    private static readonly Dictionary<string, (string Source, string[] Before, string[] After)> Cuts = new()
    {
        ["edit-list.mp4"] = ("constant.mp4", ["-ss", "1.3"], ["-c", "copy"]),
        ["edit-list-sound.mp4"] = ("sound.mp4", ["-ss", "1.3"], ["-c", "copy"]),
        ["flashes-cut.mp4"] = ("flashes.mp4", ["-ss", "1.3"], ["-c", "copy"]),
        ["rotated.mp4"] = ("lying.mp4", [], ["-c", "copy", "-metadata:s:v", "rotate=90"]),
    };

    // Each has what it is made of in common with another one.
    private static readonly HashSet<string> Combinations =
    [
        "constant.mp4", "uneven.mp4", "uneven.mkv", "uneven.webm", "open-gop.ts", "one-frame.webm", "rate-23976.mp4", "rate-2997.ts", "edit-list.mp4", "late.mp4",
        "sound.mp4", "sound.ts", "pcm.mkv", "vp9.webm", "mjpeg.avi", "h264.avi", "mpeg4.avi", "constant.mov", "ten-bit.mp4",
        "flashes.mp4", "flashes.ts", "flashes.mkv", "flashes-uneven.mp4",
    ];

    private readonly SemaphoreSlim _making = new(1);
    private readonly ConcurrentDictionary<string, Task<VideoIndex>> _indices = new();

    public SampleVideos() => Directory.CreateDirectory(Folder);

    /// <summary>Those that quick tests can do without.</summary>
    public static bool IsCombination(string name) => Combinations.Contains(name);

    /// <summary>Samples that differ in when and how a frame is shown, and those cut from one.</summary>
    public static IEnumerable<string> Timings => TimingRecipes.Keys.Concat(Cuts.Keys).Except(Flashes);

    /// <summary>Samples that differ in how they are stored.</summary>
    public static IEnumerable<string> Formats => FormatRecipes.Keys;

    /// <summary>Samples that flash white when they beep.</summary>
    public static IEnumerable<string> Flashes => FlashRecipes.Keys.Concat(Cuts.Keys).Where(name => name.StartsWith("flashes", StringComparison.Ordinal));

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"video-tests-{Guid.NewGuid():N}");

    private string Master => Path.Combine(Folder, "master.bgr");

    /// <summary>Number of frames of a sample that is not cut from another.</summary>
    public static int FramesOf(string name) => name.StartsWith("one-frame", StringComparison.Ordinal) ? 1 : Frames;

    public static bool IsCut(string name) => Cuts.ContainsKey(name);

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
                await (Cuts.TryGetValue(name, out var cut) ? CutAsync(path, cut.Source, cut.Before, cut.After) : MakeAsync(path, Recipes[name]));
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

    private static string[] Even(int numerator, int denominator) =>
        ["-vf", $"settb={numerator}/{denominator},setpts=N", "-fps_mode", "passthrough", "-enc_time_base", $"{numerator}:{denominator}"];

    // setpts counts source frames at 25 a second, so that the flashes stay at the beeps whatever it does to other frames.
    private static string[] Flash(string pts) =>
    [
        "-vf",
        $"drawbox=c=white:t=fill:enable='between(n\\,20\\,21)+between(n\\,50\\,51)+between(n\\,67\\,68)+between(n\\,105\\,106)',setpts={pts}",
        "-fps_mode", "passthrough",
    ];

    private async Task CutAsync(string path, string source, string[] before, string[] after)
    {
        var whole = File(source);
        if (!System.IO.File.Exists(whole))
        {
            await MakeAsync(whole, Recipes.GetValueOrDefault(source) ?? Ingredients[source]);
        }

        await Tool.FfmpegAsync([.. before, "-i", whole, .. after, path]);
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
