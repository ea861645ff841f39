namespace Serverless.Datasets.Reports;

/// <summary>An image as a report shows it.</summary>
/// <param name="Image">With its boxes.</param>
/// <param name="Jpeg">Its <see cref="Thumbnail"/>.</param>
internal sealed record ReportPicture(DatasetImage Image, byte[] Jpeg);
