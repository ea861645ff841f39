using Serverless.Pipeline;
using Serverless.Video;
using Serverless.Video.Live;

namespace Serverless.Cli.Prediction;

/// <summary>What <c>--source</c> means.</summary>
/// <param name="Live">A camera or a stream, or null.</param>
/// <param name="Files">Images and videos, in the order of their paths; at least one where there is no live source.</param>
internal sealed record PredictionSource(LiveSource? Live, IReadOnlyList<string> Files)
{
    private static readonly string[] s_images = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];
    private static readonly string[] s_videos = [".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".ts", ".flv"];

    /// <summary>A file that exists is meant first, whatever it is called.</summary>
    /// <exception cref="PipelineException">There is nothing to work on.</exception>
    /// <exception cref="VideoException">There is no such camera.</exception>
    public static PredictionSource Resolve(string source)
    {
        if (File.Exists(source))
        {
            return new(null, [source]);
        }

        if (!Directory.Exists(source) && source.Length > 0 && LiveSource.Find(source) is { } live)
        {
            return new(live, []);
        }

        var files = FilesOf(source).Where(static file => IsImage(file) || HasExtension(file, s_videos)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? new(null, files) : throw NothingFound(source);
    }

    public static bool IsImage(string path) => HasExtension(path, s_images);

    private static IEnumerable<string> FilesOf(string source)
    {
        if (Directory.Exists(source))
        {
            return Directory.EnumerateFiles(source);
        }

        return FilePattern.IsPattern(source) ? FilePattern.Match(source) : [];
    }

    private static PipelineException NothingFound(string source) => new(
        Directory.Exists(source) || FilePattern.IsPattern(source)
            ? $"'{source}' holds no image and no video: use {string.Join(", ", s_images)} or {string.Join(", ", s_videos)}."
            : $"'{source}' is neither an image, a video, a folder of them, a pattern such as 'road/*.jpg', a camera's number nor a stream's address.");

    private static bool HasExtension(string path, string[] extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
