using CliWrap.Buffered;

namespace Serverless.Cli.Tests.Support;

/// <summary>ffmpeg as tests use it, apart from the code under test.</summary>
internal static class Ffmpeg
{
    public static async Task RunAsync(params IEnumerable<string> arguments) =>
        await CliWrap.Cli.Wrap("ffmpeg").WithArguments(["-hide_banner", "-nostdin", "-v", "error", "-y", .. arguments]).ExecuteBufferedAsync();
}
