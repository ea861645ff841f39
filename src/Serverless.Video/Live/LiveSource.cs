using System.Globalization;

namespace Serverless.Video.Live;

/// <summary>Something that sends frames as they happen: a camera of this machine, or a stream in the network.</summary>
public sealed record LiveSource
{
    // After this long without a byte a stream in the network has ended; in microseconds, as ffmpeg takes it.
    private const string Silence = "10000000";
    private const string DeviceFolder = "/dev";

    private static readonly string[] s_schemes = ["rtsp", "rtsps", "rtmp", "rtmps", "http", "https", "udp", "rtp", "tcp", "srt"];

    internal LiveSource(string name, IReadOnlyList<string> input) => (Name, Input) = (name, input);

    /// <summary>What people know it by, without user name and password.</summary>
    public string Name { get; }

    /// <summary>How ffmpeg opens it.</summary>
    internal IReadOnlyList<string> Input { get; }

    /// <summary>The number of a camera (<c>0</c>) or the address of a stream (<c>rtsp://…</c>).</summary>
    /// <returns>Null where it is neither.</returns>
    /// <exception cref="VideoException">There is no camera of this number.</exception>
    public static LiveSource? Find(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Camera(number, DeviceFolder);
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && s_schemes.Contains(address.Scheme) ? Stream(address) : null;
    }

    internal static LiveSource Camera(int number, string deviceFolder)
    {
        var device = Path.Combine(deviceFolder, string.Create(CultureInfo.InvariantCulture, $"video{number}"));
        if (!File.Exists(device))
        {
            var others = Directory.EnumerateFiles(deviceFolder, "video*").Select(static path => Path.GetFileName(path)["video".Length..]).Order(StringComparer.Ordinal).ToList();
            throw new VideoException(
                $"There is no camera {number} on this machine ({device} does not exist): "
                + (others.Count > 0 ? $"use one of {string.Join(", ", others)}." : "connect one, or use a file, a folder or the address of a stream such as rtsp://camera/stream."));
        }

        return new($"camera {number}", ["-f", "v4l2", "-i", device]);
    }

    private static LiveSource Stream(Uri address)
    {
        var name = new UriBuilder(address) { UserName = string.Empty, Password = string.Empty, Query = string.Empty }.Uri.ToString();
        string[] options = address.Scheme switch
        {
            "rtsp" or "rtsps" => ["-rtsp_transport", "tcp", "-timeout", Silence],
            // A server sends a file as fast as it can: it is taken at its own speed.
            "http" or "https" => ["-rw_timeout", Silence, "-re"],
            "rtmp" or "rtmps" or "tcp" => ["-rw_timeout", Silence],
            _ => [],
        };
        return new(name, [.. options, "-i", address.OriginalString]);
    }
}
