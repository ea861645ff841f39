using System.Security.Cryptography;
using Serverless.Datasets.Entries;
using Serverless.Datasets.Images;
using Serverless.Datasets.Layouts;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Ingestion;

/// <summary>
/// Second step of taking a dataset in, once for each group: decode every image, check its labels, write both into a shard.
/// A JPEG or PNG that every decoder shows alike (8 bits a channel, grey or RGB, upright, no transparency) is stored as it
/// came. Any other image is decoded, turned as its EXIF orientation says, and encoded anew.
/// </summary>
public static class ImageGroupNormalizer
{
    /// <summary>Checks the images and labels of a group and writes the good ones into a tar.</summary>
    /// <param name="archive">Readable and seekable; stays open.</param>
    /// <param name="classes"><see cref="IngestionPlan.Classes"/>.</param>
    /// <param name="shardTar">Takes the shard: for each image its encoded bytes and, beside it, its labels as YOLO text. Stays open.</param>
    /// <exception cref="DatasetException">The archive cannot be read any more.</exception>
    public static GroupReport Normalize(
        Stream archive,
        IReadOnlyList<string> classes,
        ImageGroup group,
        IngestionOptions options,
        Stream shardTar,
        CancellationToken cancellationToken)
    {
        using var files = ArchiveFiles.Open(archive, "The archive", options.Limits, leaveOpen: true, cancellationToken);
        using var shard = new ShardWriter(shardTar);
        return Normalize(files, classes, group, options, shard, cancellationToken);
    }

    /// <param name="shard">Null checks without storing.</param>
    internal static GroupReport Normalize(
        IDatasetFiles files,
        IReadOnlyList<string> classes,
        ImageGroup group,
        IngestionOptions options,
        ShardWriter? shard,
        CancellationToken cancellationToken)
    {
        var findings = new FindingList();
        var (images, statistics) = (new List<DatasetImage>(), new List<ImageStatistics>());
        using var thumbnails = new ThumbnailPicker(group.Thumbnails, options.Seed);
        using var labels = PrefetchedFiles.Fetch(files, group.Images.Where(entry => entry.Planned is null).Select(entry => entry.Label).OfType<string>().ToHashSet(StringComparer.Ordinal), options.Limits.LabelBytes);
        for (var i = 0; i < group.Images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inspection = new ImageInspection();
            if (Normalize(files, labels, classes, group, i, options, inspection, findings) is var (image, bytes))
            {
                images.Add(image);
                statistics.Add(inspection.Statistics);
                thumbnails.Offer(image, inspection);
                shard?.Write(image, bytes);
            }
        }

        return new GroupReport
        {
            Group = group.Number,
            Split = group.Split,
            Images = images,
            Statistics = statistics,
            Thumbnails = thumbnails.Pick(),
            Findings = findings.ToList(),
        };
    }

    private static (DatasetImage Image, byte[] Bytes)? Normalize(
        IDatasetFiles files,
        PrefetchedFiles labels,
        IReadOnlyList<string> classes,
        ImageGroup group,
        int index,
        IngestionOptions options,
        ImageInspection inspection,
        FindingList findings)
    {
        var (entry, limits) = (group.Images[index], options.Limits);
        try
        {
            var image = ImageNormalizer.Normalize(files.Read(entry.Image, limits.ImageBytes), limits, inspection.Inspect, ImageStatistics.MeasuredSide);
            var context = new LabelContext(image.Width, image.Height, classes, limits, findings)
            {
                Orientation = image.Orientation,
                Quality = options.Quality,
                KeypointColumns = group.KeypointColumns,
            };
            var boxes = DatasetLayouts.Of(group.Format).ReadBoxes(labels, entry, context);
            if (image.Peculiarity is { } peculiarity)
            {
                findings.Info(entry.Image, FindingKind.ImageConverted, $"{peculiarity}: stored as an upright 8-bit {image.Format.ToString().ToUpperInvariant()}.");
            }

            if (inspection.Hash is null)
            {
                findings.Warn(entry.Image, FindingKind.FlatImage, "The image is of one colour all over. Kept; check whether its camera failed.");
            }

            return (Describe(image, inspection.Hash, boxes, group, index), image.Bytes);
        }
        catch (UnusableLabelException exception)
        {
            findings.Error(entry.Label ?? entry.Image, FindingKind.UnreadableLabel, exception.Message);
        }
        catch (UnusableImageException exception)
        {
            findings.Error(entry.Image, exception.Kind, $"{exception.Message} Image dropped.");
        }
        catch (InvalidDataException exception)
        {
            findings.Error(entry.Image, FindingKind.UnreadableImage, $"The image cannot be read: {exception.Message}. Image dropped.");
        }

        return null;
    }

    private static DatasetImage Describe(NormalizedImage image, PerceptualHash? hash, IReadOnlyList<LabeledBox> boxes, ImageGroup group, int index) => new()
    {
        Name = ShardNames.Of(group.Split, group.FirstImage + index, group.Images[index].Image, image.Format),
        Source = group.Images[index].Image,
        Split = group.Split ?? DatasetSplit.Train,
        Width = image.Width,
        Height = image.Height,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(image.Bytes)),
        PerceptualHash = hash?.ToString(),
        Shard = group.Number,
        Boxes = boxes,
    };
}
