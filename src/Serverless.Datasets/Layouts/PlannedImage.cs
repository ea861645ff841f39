using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>An image and the split that the dataset itself gives it, if any.</summary>
internal sealed record PlannedImage(ImageEntry Entry, DatasetSplit? Split);
