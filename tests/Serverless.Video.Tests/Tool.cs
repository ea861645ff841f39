using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Serverless.Video.Tests;

/// <summary>ffmpeg and ffprobe as tests use them, apart from the code under test.</summary>
internal static class Tool
{
    public static async Task FfmpegAsync(params IEnumerable<string> arguments) =>
        await Cli.Wrap("ffmpeg").WithArguments(["-hide_banner", "-nostdin", "-v", "error", "-y", .. arguments]).ExecuteBufferedAsync();

    public static async Task<string[]> FfprobeAsync(string path, string entries, string stream = "v:0")
    {
        var result = await Cli.Wrap("ffprobe")
            .WithArguments(["-v", "error", "-select_streams", stream, "-show_entries", entries, "-of", "csv=p=0", path])
            .ExecuteBufferedAsync(Encoding.UTF8);
        return result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
