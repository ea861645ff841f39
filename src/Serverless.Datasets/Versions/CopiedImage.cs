namespace Serverless.Datasets.Versions;

/// <summary>An image that is copied from one shard into another.</summary>
/// <param name="Entry">Its entry in the shard that it comes from.</param>
/// <param name="Image">What it is in the new version.</param>
public sealed record CopiedImage(string Entry, DatasetImage Image);
