using System.Globalization;

namespace Serverless.Pipeline.Analysis;

/// <summary>Paths in the container <c>results</c>.</summary>
public static class AnalysisFiles
{
    public static string Summary(string id) => $"{id}/summary.json";

    public static string Detections(string id) => $"{id}/detections.jsonl";

    public static string Annotated(string id) => $"{id}/annotated.mp4";

    /// <summary>Folder of what is removed after stitching.</summary>
    public static string Chunks(string id) => $"{id}/chunks/";

    public static string Plan(string id) => $"{id}/chunks/plan.json";

    public static string ChunkDetections(string id, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{id}/chunks/{chunk:D5}.jsonl");

    public static string ChunkVideo(string id, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{id}/chunks/{chunk:D5}.mp4");
}
