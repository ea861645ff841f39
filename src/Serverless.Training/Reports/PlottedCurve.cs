namespace Serverless.Training.Reports;

/// <summary>A line of a picture.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Y">From 0 to 1, at places that are evenly spread over 0 to 1.</param>
internal sealed record PlottedCurve(string Name, IReadOnlyList<double> Y);
