using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Reading;

/// <summary>Finds the folder of a dataset whose <c>data.yaml</c> need not lie in it.</summary>
internal static class DescribedFolder
{
    // A folder nearer to the root of a disk holds more than a dataset.
    private const int LeastDepth = 2;

    /// <summary>
    /// Its <c>path</c> where that exists; else the folder around the splits that exist elsewhere, with their labels; else the
    /// folder of the description.
    /// </summary>
    /// <param name="beside">The folder of the description.</param>
    public static string Find(DataYaml description, string beside)
    {
        if (description.Root is { } given && Directory.Exists(Path.Combine(beside, given)))
        {
            return Path.GetFullPath(Path.Combine(beside, given));
        }

        var splits = description.Splits
            .Select(split => Path.TrimEndingDirectorySeparator(Locate(split.Location.Trim().Replace("\0", string.Empty, StringComparison.Ordinal), beside)))
            .Where(Directory.Exists)
            .Select(WithLabels)
            .ToList();
        return splits.Count == 0 || splits.TrueForAll(split => IsWithin(split, beside)) ? beside
            : splits.Aggregate(Common) is var around && Depth(around) >= LeastDepth ? around
            : beside;
    }

    // ../train/images is often written of a folder that lies beside the description.
    private static string Locate(string location, string beside)
    {
        var inner = location;
        while (inner.StartsWith("../", StringComparison.Ordinal))
        {
            inner = inner["../".Length..];
        }

        return Path.GetFullPath(Path.Combine(beside, Directory.Exists(Path.Combine(beside, inner)) ? inner : location));
    }

    /// <summary>Labels lie in a folder beside that of the images.</summary>
    private static string WithLabels(string split)
    {
        for (var folder = split; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (LabelPairing.IsImageFolder(Path.GetFileName(folder)) && Path.GetDirectoryName(folder) is { } parent)
            {
                return parent;
            }
        }

        return split;
    }

    private static string Common(string one, string other)
    {
        while (!IsWithin(other, one))
        {
            one = Path.GetDirectoryName(one)!;
        }

        return one;
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static int Depth(string folder) => folder.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Length;
}
