using System.Collections.Frozen;
using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>What files of a dataset are, by their names.</summary>
internal static class FileKinds
{
    private static readonly FrozenSet<string> ImageExtensions =
        FrozenSet.Create(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif", ".avif");

    private static readonly FrozenSet<string> ClassListNames =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "classes.txt", "classes.names", "obj.names", "_darknet.labels");

    private static readonly FrozenSet<string> SplitListNames =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "train.txt", "val.txt", "valid.txt", "validation.txt", "test.txt");

    private static readonly FrozenSet<string> NoLabelNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "train.txt", "val.txt", "valid.txt", "validation.txt", "test.txt", "trainval.txt", "requirements.txt", "notes.txt", "labels.txt");

    public static bool IsImage(DatasetFile file) => ImageExtensions.Contains(EntryPath.Extension(file.Path));

    public static bool IsYaml(DatasetFile file) => EntryPath.Extension(file.Path) is ".yaml" or ".yml";

    public static bool IsClassList(DatasetFile file) => ClassListNames.Contains(EntryPath.FileName(file.Path));

    public static bool IsText(DatasetFile file) => EntryPath.Extension(file.Path) == ".txt" && !IsClassList(file);

    /// <summary>True for what may be a list of the images of a split, by its name.</summary>
    public static bool IsSplitList(DatasetFile file) => SplitListNames.Contains(EntryPath.FileName(file.Path));

    /// <summary>False for the text files that lie about in datasets without being labels of an image.</summary>
    public static bool MayBeOrphan(string path)
    {
        var name = EntryPath.FileName(path);
        return !NoLabelNames.Contains(name)
            && !name.StartsWith("readme", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("license", StringComparison.OrdinalIgnoreCase);
    }
}
