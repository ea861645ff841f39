namespace Serverless.Datasets.Reports;

/// <summary>A small picture of an image.</summary>
/// <param name="Name"><see cref="DatasetImage.Name"/>.</param>
/// <param name="Jpeg">JPEG of at most <see cref="LargestSide"/> pixels a side and <see cref="LargestBytes"/> bytes.</param>
public sealed record Thumbnail(string Name, byte[] Jpeg)
{
    public const int LargestSide = 200;

    public const int LargestBytes = 16 << 10;
}
