using System.Text.Json;
using Serverless.Detection;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes;

/// <summary>Where the potholes are in each frame of a generated video; stored as <c>{name}.truth.json</c>.</summary>
/// <param name="View">From where the road is seen.</param>
/// <param name="Width">Width of a frame in pixels.</param>
/// <param name="Height">Height of a frame in pixels.</param>
/// <param name="Fps">Frames a second.</param>
/// <param name="Frames">For each frame its boxes, each as left, top, right, bottom in pixels.</param>
/// <param name="Identities">
/// For each frame and each of its boxes a number, from 1, that a pothole keeps in all frames; null in files written
/// before there were any.
/// </param>
public sealed record RoadVideoTruth(
    SceneView View,
    int Width,
    int Height,
    int Fps,
    IReadOnlyList<IReadOnlyList<float[]>> Frames,
    IReadOnlyList<IReadOnlyList<int>>? Identities = null)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The path of the truth that belongs to a video: <c>road.mp4</c> has <c>road.truth.json</c>.</summary>
    public static string PathFor(string videoPath) => Path.ChangeExtension(videoPath, ".truth.json");

    /// <summary>The truth of a video without writing or painting it: the same that <see cref="RoadVideo.WriteAsync"/> stores.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count or size is out of range.</exception>
    public static RoadVideoTruth Of(RoadVideoOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var painter = new ScenePainter(ShotComposer.Video(options), options.Seed);
        var (frames, identities) = (new List<IReadOnlyList<float[]>>(options.Frames), new List<IReadOnlyList<int>>(options.Frames));
        for (var frame = 0; frame < options.Frames; frame++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = painter.Locate(frame / (double)options.FramesPerSecond);
            frames.Add([.. seen.Select(static pothole => ToArray(pothole.Box))]);
            identities.Add([.. seen.Select(static pothole => pothole.Identity)]);
        }

        return new RoadVideoTruth(options.View, options.Width, options.Height, options.FramesPerSecond, frames, identities);
    }

    /// <summary>Reads a truth file.</summary>
    /// <exception cref="JsonException">The file is no truth file.</exception>
    public static async Task<RoadVideoTruth> LoadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<RoadVideoTruth>(stream, Format, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException($"{path} is empty.");
    }

    internal static float[] ToArray(Box box) => [box.Left, box.Top, box.Right, box.Bottom];

    internal async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(path);
        await JsonSerializer.SerializeAsync(stream, this, Format, cancellationToken).ConfigureAwait(false);
    }
}
