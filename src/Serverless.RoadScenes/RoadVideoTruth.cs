using System.Text.Json;

namespace Serverless.RoadScenes;

/// <summary>Where the potholes are in each frame of a generated video; stored as <c>{name}.truth.json</c>.</summary>
/// <param name="View">From where the road is seen.</param>
/// <param name="Width">Width of a frame in pixels.</param>
/// <param name="Height">Height of a frame in pixels.</param>
/// <param name="Fps">Frames a second.</param>
/// <param name="Frames">For each frame its boxes, each as left, top, right, bottom in pixels.</param>
public sealed record RoadVideoTruth(SceneView View, int Width, int Height, int Fps, IReadOnlyList<IReadOnlyList<float[]>> Frames)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The path of the truth that belongs to a video: <c>road.mp4</c> has <c>road.truth.json</c>.</summary>
    public static string PathFor(string videoPath) => Path.ChangeExtension(videoPath, ".truth.json");

    /// <summary>Reads a truth file.</summary>
    /// <exception cref="JsonException">The file is no truth file.</exception>
    public static async Task<RoadVideoTruth> LoadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<RoadVideoTruth>(stream, Format, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException($"{path} is empty.");
    }

    internal async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(path);
        await JsonSerializer.SerializeAsync(stream, this, Format, cancellationToken).ConfigureAwait(false);
    }
}
