using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Files of an analysis or of a drawing of it: paths in the container <c>results</c>.</summary>
/// <param name="Video">The annotated video.</param>
/// <param name="Report">The report, a page for a browser.</param>
/// <param name="Timeline">Detections over time, a picture.</param>
/// <param name="Timings">How long what took.</param>
public sealed record ResultFiles(string Video, string Report, string Timeline, string Timings)
{
    internal static ResultFiles In(string folder) => new(
        AnalysisFiles.Annotated(folder), AnalysisFiles.Report(folder), AnalysisFiles.Timeline(folder), AnalysisFiles.Timings(folder));
}
