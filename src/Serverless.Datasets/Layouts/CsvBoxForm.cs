namespace Serverless.Datasets.Layouts;

/// <summary>What the four numbers of a box in a table are.</summary>
internal enum CsvBoxForm
{
    /// <summary>Left, top, right, bottom.</summary>
    Edges,

    /// <summary>Centre x, centre y, width, height.</summary>
    Center,

    /// <summary>Left, top, width, height.</summary>
    Corner,
}
