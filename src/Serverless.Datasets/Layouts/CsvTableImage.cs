namespace Serverless.Datasets.Layouts;

/// <summary>What a table of boxes has for one image.</summary>
/// <param name="Split">By its column of splits; null where it has none.</param>
/// <param name="Width">Pixels; 0 where it does not say.</param>
/// <param name="Height">Pixels; 0 where it does not say.</param>
internal sealed record CsvTableImage(DatasetSplit? Split, int Width, int Height)
{
    public List<CsvRow> Rows { get; } = [];
}
