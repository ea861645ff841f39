namespace Serverless.Video;

/// <summary>The sentences that <see cref="VideoException"/> says to people.</summary>
internal static class VideoFailure
{
    public static VideoException NotReadable(VideoSource source, string reason) =>
        new($"'{source.Name}' is not a video that can be read ({source.Plain(reason)}): {Remedy(reason)}upload an mp4, mov, mkv, webm, avi or ts file.");

    public static VideoException NotDecodable(VideoSource source, int firstFrame, int read, int expected, string reason) =>
        new($"'{source.Name}' could not be decoded: {read} of {expected} frames came from frame {firstFrame} on ({source.Plain(reason)}). "
            + "The file may be damaged there: export it again from its source and upload that.");

    public static VideoException NotWritable(VideoSource file, string reason, Exception? cause = null) =>
        new($"'{file.Name}' could not be written ({file.Plain(reason)}).", cause);

    public static VideoException NotReceived(string source, string reason) =>
        new($"Nothing came from {source} ({reason}): check that it is switched on and sends video, and that its address, user name and password are right.");

    // The index of an mp4 lies at its end, unless somebody moved it.
    private static string Remedy(string reason) => reason.Contains("moov atom not found", StringComparison.Ordinal)
        ? "if it is an mp4 or mov, its end is missing, so transfer the whole file again, or repair a recording that was not finished; else "
        : string.Empty;
}
