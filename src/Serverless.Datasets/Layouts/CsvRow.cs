namespace Serverless.Datasets.Layouts;

/// <summary>A row of a table of boxes.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Class">As written; empty in a table without classes.</param>
/// <param name="Left">Pixels or share of the image; finite, as all edges.</param>
internal readonly record struct CsvRow(int Line, string Class, double Left, double Top, double Right, double Bottom);
