using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>What can be wrong or noteworthy in a dataset.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>Two files of one path; the first was taken.</summary>
    DuplicateFile,

    /// <summary>Class names were inferred, or disagree with themselves.</summary>
    ClassNames,

    /// <summary>A class without a single box, or without one to train with.</summary>
    UnusedClass,

    /// <summary>Splits were made, or changed, by us.</summary>
    Splits,

    /// <summary>An image without a label file: taken as background.</summary>
    MissingLabel,

    /// <summary>Images left out because nothing near them is labelled.</summary>
    UnlabeledImages,

    /// <summary>A label file without an image.</summary>
    OrphanLabel,

    /// <summary>A label file that cannot be read at all.</summary>
    UnreadableLabel,

    /// <summary>A label line that is not what the format asks for.</summary>
    MalformedLabel,

    /// <summary>A class id that no class name belongs to.</summary>
    ClassOutOfRange,

    /// <summary>A polygon, replaced by its bounding box.</summary>
    Polygon,

    /// <summary>A box that reaches out of its image; as a rule it is cut at the edge.</summary>
    BoxClipped,

    /// <summary>A box that lies outside its image.</summary>
    BoxOutside,

    /// <summary>A box without an area.</summary>
    BoxEmpty,

    /// <summary>The same box twice on one image.</summary>
    BoxDuplicate,

    /// <summary>An image that cannot be decoded, or is cut short.</summary>
    UnreadableImage,

    /// <summary>An image with more pixels than the limits allow.</summary>
    ImageTooLarge,

    /// <summary>An image stored in another encoding than it came in.</summary>
    ImageConverted,

    /// <summary>The same image twice in one split.</summary>
    DuplicateImage,

    /// <summary>The same image in two splits.</summary>
    Leak,

    /// <summary>Labels of an image that is not there.</summary>
    MissingImage,

    /// <summary>An annotation file and its image disagree on the image's size; the image's own was taken.</summary>
    ImageSize,

    /// <summary>What the numbers of a table were taken for: pixels or shares of the image.</summary>
    CoordinateUnits,

    /// <summary>Annotations of crowds, which are no single objects.</summary>
    Crowd,

    /// <summary>The dataset has no labels at all: it was taken in to be labelled later.</summary>
    Unlabeled,

    /// <summary>An archive inside the archive that was not opened.</summary>
    NestedArchive,

    /// <summary>The dataset brings its labels in another format too, which was not read.</summary>
    OtherLabels,

    /// <summary>Nearly the same image twice in one split.</summary>
    NearDuplicateImage,

    /// <summary>Nearly the same image in two splits.</summary>
    NearLeak,

    /// <summary>An image of one colour all over.</summary>
    FlatImage,

    /// <summary>A box of less pixels than a detector can make use of.</summary>
    BoxTiny,

    /// <summary>A box over nearly the whole image.</summary>
    BoxHuge,

    /// <summary>A box much longer than wide, or wider than long.</summary>
    BoxThin,

    /// <summary>The very same box on many images.</summary>
    BoxRepeated,

    /// <summary>All boxes of a class have one size.</summary>
    BoxUniform,

    /// <summary>Classes, or images without any, in numbers that do not train or validate well.</summary>
    ClassBalance,
}
