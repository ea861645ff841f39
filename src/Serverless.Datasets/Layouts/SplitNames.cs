using System.Text.RegularExpressions;
using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>Reads splits from folder names.</summary>
internal static partial class SplitNames
{
    /// <summary>The split that the innermost folder with such a name gives; null where none has one.</summary>
    public static DatasetSplit? OfFile(string path) =>
        EntryPath.FolderSegments(path).Reverse().Select(OfFolder).FirstOrDefault(split => split is not null);

    /// <summary>The split that a file's own name gives, as in <c>instances_train2017.json</c>; null where it names none, or several.</summary>
    public static DatasetSplit? OfName(string path)
    {
        var splits = Separators().Split(EntryPath.Stem(path)).Select(OfFolder).OfType<DatasetSplit>().Distinct().ToList();
        return splits is [var only] ? only : null;
    }

    /// <summary>As people write it, for messages and names of files.</summary>
    public static string Short(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => "train",
        DatasetSplit.Validation => "val",
        _ => "test",
    };

    private static DatasetSplit? OfFolder(string folder)
    {
        var match = Pattern().Match(folder);
        return !match.Success ? null
            : match.Groups["train"].Success ? DatasetSplit.Train
            : match.Groups["val"].Success ? DatasetSplit.Validation
            : DatasetSplit.Test;
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();

    // train, Training, val2017, test_set, images-train, train_images, obj_train_data, 1_train, dataset-val
    [GeneratedRegex(
        @"^(((images?|imgs?|labels?)[-_ ]?)|((obj|data|dataset|yolo|coco|voc|\d+)[-_ ]))?((?<train>train|training)|(?<val>val|valid|validation|dev|eval|evaluation)|(?<test>test|testing))[-_ ]?(\d*|set|data|dataset|yolo|images?|imgs?|labels?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
