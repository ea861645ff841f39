namespace Serverless.Video;

/// <summary>The ffmpeg programs, found on the PATH.</summary>
public static class Ffmpeg
{
    internal static string Encoder => Find("ffmpeg", Environment.GetEnvironmentVariable("PATH"));

    internal static string Probe => Find("ffprobe", Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Checks that ffmpeg and ffprobe are there, to say so before work is begun.</summary>
    /// <exception cref="VideoException">One is missing; the message says how to install it.</exception>
    public static void EnsureInstalled()
    {
        _ = Encoder;
        _ = Probe;
    }

    internal static string Find(string program, string? searchPath) => FindOptional(program, searchPath) ?? throw new VideoException(
        $"'{program}' was not found on the PATH. Videos are read and written by ffmpeg: install it (apt-get install ffmpeg) and start again.");

    internal static string? FindOptional(string program, string? searchPath)
    {
        foreach (var folder in (searchPath ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = Path.Combine(folder, program);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>A path as an ffmpeg argument: never taken for an option or for a protocol, whatever the file is called.</summary>
    internal static string FileUrl(string path) => "file:" + Path.GetFullPath(path);
}
