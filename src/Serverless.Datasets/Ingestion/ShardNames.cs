using System.Text;
using Serverless.Datasets.Entries;
using Serverless.Datasets.Images;
using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Ingestion;

/// <summary>Names of images inside shards: unique by number, safe on every file system, the original name still readable.</summary>
internal static class ShardNames
{
    // A ustar name takes 100 bytes; the folder, number and extension need less than 30.
    private const int MaximumStemBytes = 70;

    /// <param name="split">Null, where it is drawn later, gives the folder <c>images</c>.</param>
    /// <param name="number">Running number in the dataset.</param>
    /// <param name="path">The original path.</param>
    /// <param name="format">As stored.</param>
    public static string Of(DatasetSplit? split, int number, string path, ImageFormat format)
    {
        var folder = split is { } known ? SplitNames.Short(known) : "images";
        var extension = format == ImageFormat.Jpeg ? ".jpg" : ".png";
        return $"{folder}/{number:D5}_{Safe(EntryPath.Stem(path))}{extension}";
    }

    /// <summary>Name of the labels beside an image.</summary>
    public static string LabelsOf(string imageName) => Path.ChangeExtension(imageName, ".txt");

    private static string Safe(string stem)
    {
        var safe = new StringBuilder();
        var bytes = 0;
        foreach (var rune in stem.EnumerateRunes())
        {
            var kept = Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' ? rune : new Rune('_');
            bytes += kept.Utf8SequenceLength;
            if (bytes > MaximumStemBytes)
            {
                break;
            }

            safe.Append(kept);
        }

        return safe.ToString();
    }
}
