using Serverless.Datasets.Entries;
using Serverless.Datasets.Images;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Layouts;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Reading;

/// <summary>Takes a dataset of this machine in without storing anything: the checks of an upload, the images where they lie.</summary>
internal static class LocalIngestion
{
    /// <exception cref="DatasetException">There is no dataset that can be trained on.</exception>
    public static (DatasetManifest Manifest, DatasetReport Report) Check(
        IDatasetFiles files, IngestionOptions options, DataYaml? description, CancellationToken cancellationToken)
    {
        var plan = IngestionPlanner.Plan(files, options, description, cancellationToken);
        var groups = plan.Groups
            .AsParallel()
            .AsOrdered()
            .WithCancellation(cancellationToken)
            .Select(group => ImageGroupNormalizer.Normalize(files, plan.Classes, group with { Thumbnails = 0 }, options, shard: null, cancellationToken));
        return DatasetAssembler.Assemble(files.Name, version: 1, plan, [.. groups], new DatasetSource(files.Name), DateTimeOffset.UnixEpoch);
    }

    /// <summary>The bytes that would be stored for an image.</summary>
    /// <exception cref="DatasetException">The file has changed since it was checked.</exception>
    public static byte[] Read(IDatasetFiles files, DatasetImage image, IngestionLimits limits)
    {
        try
        {
            return ImageNormalizer.ToStored(files.Read(image.Source, limits.ImageBytes), limits);
        }
        catch (Exception exception) when (exception is InvalidDataException or UnusableImageException)
        {
            throw new DatasetException($"{image.Source} cannot be read any more: {exception.Message.TrimEnd('.')}. Leave the dataset as it is while it is in use.", exception);
        }
    }
}
