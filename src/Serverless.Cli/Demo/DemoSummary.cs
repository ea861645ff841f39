using System.Text.Json.Serialization;

namespace Serverless.Cli.Demo;

/// <summary>What the demo made: <c>artifacts/demo/summary.json</c>.</summary>
internal sealed record DemoSummary(
    DemoSummary.DatasetEntry Dataset,
    IReadOnlyList<DemoSummary.ModelEntry> Models,
    IReadOnlyList<DemoSummary.VideoEntry> Videos,
    double Seconds)
{
    internal sealed record DatasetEntry(string Name, int Version, int Images, int Boxes);

    /// <param name="Parent">The version whose weights it started from; <c>null</c> for random ones.</param>
    internal sealed record ModelEntry(
        string Name,
        int Version,
        string? Parent,
        int Epochs,
        double Map50,
        [property: JsonPropertyName("map50_95")] double Map50To95);

    /// <param name="View"><c>ground</c>, <c>overhead</c>, or <c>unknown</c> for a video of one's own.</param>
    /// <param name="Detections">At the drawn confidence, over all frames.</param>
    /// <param name="Annotated">Path of the annotated video.</param>
    /// <param name="Map50">Against the truth of a generated video; <c>null</c> where there is none.</param>
    internal sealed record VideoEntry(
        string Name, string View, string Model, int Version, int Frames, int Detections, string Annotated, double? Map50);
}
