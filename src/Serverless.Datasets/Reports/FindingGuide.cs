namespace Serverless.Datasets.Reports;

/// <summary>What a kind of finding is called in a report, and what was done about it.</summary>
/// <param name="Title">For people.</param>
/// <param name="Done">What became of the images or labels. Where that depends, each finding says it.</param>
internal sealed record FindingGuide(string Title, string Done)
{
    public static FindingGuide Of(FindingKind kind) => kind switch
    {
        FindingKind.DuplicateFile => new("Two files of one path", "The first one was taken."),
        FindingKind.ClassNames => new("Class names", "Names were inferred, or chosen where they disagree. Give them in data.yaml if they are wrong."),
        FindingKind.UnusedClass => new("Classes without boxes", "They keep their id. Nothing can be learnt of them."),
        FindingKind.Splits => new("Splits made by the ingestion", "Images were put into splits as each finding says."),
        FindingKind.MissingLabel => new("Images without a label file", "Taken as background: the detector learns that nothing is there."),
        FindingKind.UnlabeledImages => new("Images beside the labelled ones", "Left out."),
        FindingKind.OrphanLabel => new("Labels without an image", "Left out."),
        FindingKind.UnreadableLabel => new("Unreadable label files", "Left out, with their images."),
        FindingKind.MalformedLabel => new("Malformed label lines", "The lines were left out, the rest of the file was taken."),
        FindingKind.ClassOutOfRange => new("Unknown classes", "The boxes were left out."),
        FindingKind.Polygon => new("Polygons", "Replaced by their bounding boxes."),
        FindingKind.BoxClipped => new("Boxes beyond the edge", "Cut at the edge of the image, unless each finding says otherwise."),
        FindingKind.BoxOutside => new("Boxes outside the image", "Left out."),
        FindingKind.BoxEmpty => new("Boxes without an area", "Left out."),
        FindingKind.BoxDuplicate => new("Boxes given twice", "Taken once."),
        FindingKind.UnreadableImage => new("Unreadable images", "Left out, with their labels."),
        FindingKind.ImageTooLarge => new("Images over the limit", "Left out, with their labels."),
        FindingKind.ImageConverted => new("Images encoded anew", "Stored upright with 8 bits a channel, their boxes turned with them."),
        FindingKind.DuplicateImage => new("Copies in one split", "All kept: they count more than once in training and scores."),
        FindingKind.Leak => new("Copies in two splits", "All kept: scores look better than they are until one is removed."),
        FindingKind.MissingImage => new("Labels of missing images", "Left out."),
        FindingKind.ImageSize => new("Image sizes that disagree", "The size of the image itself was taken."),
        FindingKind.CoordinateUnits => new("Units of coordinates", "Inferred as the finding says."),
        FindingKind.Crowd => new("Crowds", "Left out: they are no single objects."),
        FindingKind.Unlabeled => new("No labels at all", "Taken in to be labelled; nothing can be trained on it."),
        FindingKind.NestedArchive => new("Archives inside the archive", "Not opened."),
        FindingKind.OtherLabels => new("Labels in another format", "Not read; ask for that format to have them instead."),
        FindingKind.NearDuplicateImage => new("Near-duplicates in one split", "All kept: they add little to learn from."),
        FindingKind.NearLeak => new("Near-duplicates in two splits", "All kept: scores look better than they are until one is removed."),
        FindingKind.FlatImage => new("Images of one colour", "Kept, and not compared with others."),
        FindingKind.BoxTiny => new("Tiny boxes", "Kept or dropped by the options, as each finding says."),
        FindingKind.BoxHuge => new("Boxes over nearly the whole image", "Kept or dropped by the options, as each finding says."),
        FindingKind.BoxThin => new("Thin boxes", "Kept or dropped by the options, as each finding says."),
        FindingKind.BoxRepeated => new("The same box on many images", "Kept."),
        FindingKind.BoxUniform => new("Boxes of one size", "Kept."),
        FindingKind.ClassBalance => new("Balance of classes", "Nothing was changed."),
        _ => new(ReportHtml.Words(kind), "See each finding."),
    };
}
