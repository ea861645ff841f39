using System.Globalization;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// Paths in the container <c>results</c>. A folder is the id of an analysis, or <see cref="Render"/> for its annotated video at
/// another confidence.
/// </summary>
public static class AnalysisFiles
{
    public static string Summary(string folder) => $"{folder}/summary.json";

    /// <summary>How long the analysis took; apart from the summary, which is the same however it was worked on.</summary>
    public static string Timings(string folder) => $"{folder}/timings.json";

    public static string Detections(string folder) => $"{folder}/detections.jsonl";

    /// <summary>Every object that was followed, with the frames that it was seen in.</summary>
    public static string Tracks(string folder) => $"{folder}/tracks.csv";

    /// <summary>Which upload was analysed.</summary>
    public static string Source(string folder) => $"{folder}/source.json";

    /// <summary>The time of every frame, for whoever draws the analysis at another confidence.</summary>
    public static string Index(string id) => $"{id}/index.json";

    public static string Annotated(string folder) => $"{folder}/annotated.mp4";

    public static string Timeline(string folder) => $"{folder}/timeline.png";

    public static string Report(string folder) => $"{folder}/report.html";

    /// <summary>Picture of an object that was followed, out of the frame that shows it best.</summary>
    public static string Crop(string folder, int track) => $"{folder}/{CropOf(track)}";

    /// <summary>The same as seen from <see cref="Report"/>.</summary>
    public static string CropOf(int track) => string.Create(CultureInfo.InvariantCulture, $"crops/{track:D5}.jpg");

    /// <summary>Folder of an analysis's renderings at other confidences.</summary>
    public static string Renders(string id) => $"{id}/renders/";

    /// <summary>Folder of an analysis rendered at another confidence, or with trails.</summary>
    public static string Render(string id, double confidence, bool trails) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}/renders/{confidence}{(trails ? "-trails" : string.Empty)}");

    /// <summary>Folder of what is removed after stitching.</summary>
    public static string Chunks(string folder) => $"{folder}/chunks/";

    public static string Plan(string folder) => $"{folder}/chunks/plan.json";

    /// <summary>All frames and all chunks: large where the video is long.</summary>
    public static string Video(string folder) => $"{folder}/chunks/video.json";

    /// <summary>All frames, and all chunks as they are drawn.</summary>
    public static string Drawn(string folder) => $"{folder}/chunks/drawn.json";

    /// <summary>Which objects are shown as pictures.</summary>
    public static string Objects(string folder) => $"{folder}/chunks/objects.json";

    /// <summary>What work on one chunk needs of <see cref="Video"/>.</summary>
    public static string ChunkPlan(string folder, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{folder}/chunks/{chunk:D5}.json");

    public static string ChunkDetections(string folder, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{folder}/chunks/{chunk:D5}.jsonl");

    /// <summary>What drawing one chunk needs of <see cref="Drawn"/>.</summary>
    public static string DrawnChunk(string folder, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{folder}/chunks/{chunk:D5}.drawn.json");

    /// <summary>What is drawn into each frame of a chunk.</summary>
    public static string ChunkDrawing(string folder, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{folder}/chunks/{chunk:D5}.drawn.jsonl");

    public static string ChunkVideo(string folder, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{folder}/chunks/{chunk:D5}.mp4");
}
