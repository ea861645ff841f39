using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>Says why files are no dataset that can be trained on, and what would be.</summary>
internal static class UnknownLayout
{
    /// <summary>What would do, to go on in a sentence.</summary>
    public const string Wanted = "a YOLO data set needs one .txt per image beside it or in labels/";

    public static string Explain(IDatasetFiles files)
    {
        var images = files.Files.Where(FileKinds.IsImage).ToList();
        return images.Count == 0 ? WithoutImages(files) : WithoutLabels(files, images);
    }

    /// <summary>Whether there is something beside the images that speaks against their being simply unlabelled.</summary>
    public static bool Contradicts(IDatasetFiles files, List<DatasetFile> images) =>
        ClassFolders(images).Count > 1
        || files.Files.Any(file => IsAnnotation(file) || IsForeign(file) || (FileKinds.IsText(file) && FileKinds.MayBeOrphan(file.Path)));

    private static bool IsAnnotation(DatasetFile file) => EntryPath.Extension(file.Path) is ".xml" or ".json" or ".csv" or ".tsv";

    private static bool HoldsImages(DatasetFile file) => EntryPath.Extension(file.Path) is ".tfrecord" or ".record" or ".parquet";

    // Labels as other trainers want them.
    private static bool IsForeign(DatasetFile file) => HoldsImages(file) || EntryPath.Extension(file.Path) is ".jsonl" or ".ndjson" or ".mat";

    private static string WithoutImages(IDatasetFiles files)
    {
        if (files.Files.FirstOrDefault(file => EntryPath.Extension(file.Path) is ".zip" or ".tar" or ".gz" or ".tgz" or ".rar" or ".7z") is { } inner)
        {
            return $"{files.Name} has no images, but another archive in it: {inner.Path}. Upload that one, or pack what is in it.";
        }

        if (files.Files.FirstOrDefault(HoldsImages) is { } records)
        {
            return $"{files.Name} has its images in {records.Path}, a format that is not read. Export the dataset in YOLO, COCO or Pascal VOC format.";
        }

        if (files.Files.FirstOrDefault(file => EntryPath.Extension(file.Path) is ".mp4" or ".mov" or ".avi" or ".mkv" or ".webm") is { } video)
        {
            return $"{files.Name} has a video, {video.Path}, but no images. Take single frames of it as images, with the labels for each; {Wanted}. To have a video analysed, upload it to inbox/videos.";
        }

        return files.Files.Count == 0
            ? $"{files.Name} holds no files. Pack the images and their labels."
            : $"{files.Name} has no images among its {files.Files.Count} files; {Wanted}, and the images themselves (.jpg, .png, .bmp, .tif, .webp).";
    }

    private static string WithoutLabels(IDatasetFiles files, List<DatasetFile> images)
    {
        var count = images.Count == 1 ? "1 image" : $"{images.Count} images";
        if (files.Files.FirstOrDefault(IsAnnotation) is { } annotation)
        {
            var (name, needs) = Needs(EntryPath.Extension(annotation.Path));
            return $"{files.Name} has {count}, but {annotation.Path} is no {name} file with boxes: {needs}. Export the dataset again, or in YOLO format: {Wanted}.";
        }

        if (files.Files.FirstOrDefault(IsForeign) is { } foreign)
        {
            return $"{files.Name} has {count}, but {foreign.Path} is of a format that is not read. Export the dataset in YOLO, COCO or Pascal VOC format, or leave that file out to have the images taken in without labels.";
        }

        var texts = files.Files.Where(file => FileKinds.IsText(file) && FileKinds.MayBeOrphan(file.Path)).ToList();
        if (texts.Count > 0)
        {
            return $"{files.Name} has {count} and {texts.Count} .txt files, but none of them belongs to an image: {Missing(images[0].Path, texts)}; {Wanted}.";
        }

        if (ClassFolders(images) is { Count: > 1 } classes)
        {
            return $"{files.Name} looks like a classification set: {count} sorted into class folders ({string.Join(", ", classes.Take(4))}{(classes.Count > 4 ? "…" : string.Empty)}). "
                + $"They say what is in an image but not where, so a detector cannot learn from them. Draw boxes with a labelling tool; {Wanted}. If the folders are no classes, put all images into one folder: they are taken in to be labelled.";
        }

        return $"{files.Name} has {count} but no label files; {Wanted}.";
    }

    private static string Missing(string image, List<DatasetFile> texts)
    {
        var stem = EntryPath.Stem(image);
        var alike = texts.FindAll(text => EntryPath.Stem(text.Path).Equals(stem, StringComparison.OrdinalIgnoreCase));
        return alike.Count switch
        {
            0 => $"for {image} there is none called {stem}.txt. Name the label files as their images are named",
            1 => $"{alike[0].Path} may be that of {image}, but does not lie where it would tell so. Move the label files",
            _ => $"that of {image} may be {alike[0].Path} or {alike[1].Path}. Leave one of them, where it belongs",
        };
    }

    private static (string Name, string Needs) Needs(string extension) => extension switch
    {
        ".xml" => ("Pascal VOC", "it needs an annotation element with an object and bndbox for each box"),
        ".json" => ("COCO", "it needs the lists images, annotations and categories"),
        _ => ("CSV", "it needs a header with an image, a class, and xmin, ymin, xmax, ymax or x, y, width, height"),
    };

    private static List<string> ClassFolders(List<DatasetFile> images) =>
    [
        .. images
            .Select(image => EntryPath.FolderSegments(image.Path).LastOrDefault())
            .OfType<string>()
            .Where(folder => SplitNames.OfFile($"{folder}/") is null && !folder.Equals("images", StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
