namespace Serverless.Datasets.Reports;

/// <summary>How many images have one size in pixels.</summary>
public sealed record ImageSizeCount(int Width, int Height, int Images);
