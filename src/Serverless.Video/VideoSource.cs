using System.Diagnostics.CodeAnalysis;

namespace Serverless.Video;

/// <summary>Where a video is read from: a file, or an address at which this machine serves it to itself.</summary>
public sealed class VideoSource
{
    // No proxy, whatever the environment names for other addresses; and little on the way, which is read in vain when ffmpeg seeks.
    private static readonly string[] s_servedOptions = ["-protocol_whitelist", "http,tcp", "-http_proxy", string.Empty, "-recv_buffer_size", "131072"];

    private VideoSource(string name, string url, string? path, IReadOnlyList<string> options) =>
        (Name, Url, Path, Options) = (name, url, path, options);

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The file's path, null where the video is served.</summary>
    public string? Path { get; }

    /// <summary>The source as an ffmpeg argument.</summary>
    internal string Url { get; }

    /// <summary>How ffmpeg opens it; goes before <see cref="Url"/>.</summary>
    internal IReadOnlyList<string> Options { get; }

    /// <summary>A file.</summary>
    /// <param name="path">Its path, never taken for an option or for a protocol.</param>
    /// <param name="name">What messages call it; the file's name where null.</param>
    public static VideoSource File(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(name ?? System.IO.Path.GetFileName(path), Ffmpeg.FileUrl(path), path, []);
    }

    /// <summary>A video that this machine serves by ranges of bytes. ffmpeg asks for the parts that it needs.</summary>
    /// <param name="address">An <c>http</c> address of the loopback interface.</param>
    /// <param name="name">What messages call it; the address is in none.</param>
    /// <exception cref="ArgumentException">The address is another machine's.</exception>
    public static VideoSource Served(Uri address, string name)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (address.Scheme != Uri.UriSchemeHttp || !address.IsLoopback)
        {
            throw new ArgumentException("Expected an http address of this machine.", nameof(address));
        }

        return new(name, address.AbsoluteUri, path: null, s_servedOptions);
    }

    /// <summary>A file, see <see cref="File"/>; null for null.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator VideoSource?(string? path) => path is null ? null : File(path);

    public override string ToString() => Name;

    /// <summary>Puts names in the place of addresses and paths in what ffmpeg says.</summary>
    internal string Plain(string reason)
    {
        var plain = reason
            .Replace(Url + ": ", string.Empty, StringComparison.Ordinal)
            .Replace(Url, Name, StringComparison.Ordinal);
        return Path is null ? plain.Replace($"tcp://{new Uri(Url).Authority}", Name, StringComparison.Ordinal) : plain;
    }
}
