namespace Serverless.Video;

/// <summary>The sentences that <see cref="VideoException"/> says to people.</summary>
internal static class VideoFailure
{
    public static VideoException NotReadable(string path, string reason) =>
        new($"'{Name(path)}' is not a video that can be read ({Plain(path, reason)}): upload an mp4, mov, mkv, webm, avi or ts file.");

    public static VideoException NotDecodable(string path, int firstFrame, int read, int expected, string reason) =>
        new($"'{Name(path)}' could not be decoded: {read} of {expected} frames came from frame {firstFrame} on ({Plain(path, reason)}). "
            + "The file may be damaged there: export it again from its source and upload that.");

    public static VideoException NotWritable(string path, string reason, Exception? cause = null) =>
        new($"'{Name(path)}' could not be written ({Plain(path, reason)}).", cause);

    public static VideoException NotReceived(string source, string reason) =>
        new($"Nothing came from {source} ({reason}): check that it is switched on and sends video, and that its address, user name and password are right.");

    private static string Name(string path) => Path.GetFileName(path);

    private static string Plain(string path, string reason) => reason
        .Replace(Ffmpeg.FileUrl(path) + ": ", string.Empty, StringComparison.Ordinal)
        .Replace(Ffmpeg.FileUrl(path), Name(path), StringComparison.Ordinal);
}
