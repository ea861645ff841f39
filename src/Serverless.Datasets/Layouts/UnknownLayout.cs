using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>Says why files are no dataset that can be trained on, and what would be.</summary>
internal static class UnknownLayout
{
    private const string Wanted = "a YOLO data set needs one .txt per image beside it or in labels/";

    public static string Explain(IDatasetFiles files)
    {
        var images = files.Files.Where(FileKinds.IsImage).ToList();
        return images.Count == 0 ? WithoutImages(files) : WithoutLabels(files, images);
    }

    private static string WithoutImages(IDatasetFiles files)
    {
        if (files.Files.FirstOrDefault(file => EntryPath.Extension(file.Path) is ".zip" or ".tar" or ".gz" or ".tgz" or ".rar" or ".7z") is { } inner)
        {
            return $"{files.Name} has no images, but another archive in it: {inner.Path}. Upload that one, or pack what is in it.";
        }

        return files.Files.Count == 0
            ? $"{files.Name} holds no files. Pack the images and their labels."
            : $"{files.Name} has no images among its {files.Files.Count} files; {Wanted}, and the images themselves (.jpg, .png, .bmp, .tif, .webp).";
    }

    private static string WithoutLabels(IDatasetFiles files, List<DatasetFile> images)
    {
        var count = images.Count == 1 ? "1 image" : $"{images.Count} images";
        if (files.Files.Any(file => EntryPath.Extension(file.Path) == ".xml"))
        {
            return $"{files.Name} has {count}, but the labels are XML files (Pascal VOC), which are not read yet. Export the dataset in YOLO format: {Wanted}.";
        }

        if (files.Files.Any(file => EntryPath.Extension(file.Path) == ".json"))
        {
            return $"{files.Name} has {count}, but the labels are JSON files (COCO), which are not read yet. Export the dataset in YOLO format: {Wanted}.";
        }

        var texts = files.Files.Where(file => FileKinds.IsText(file) && FileKinds.MayBeOrphan(file.Path)).ToList();
        if (texts.Count > 0)
        {
            return $"{files.Name} has {count} and {texts.Count} .txt files, but none of them belongs to an image: for {images[0].Path} there is none called {EntryPath.Stem(images[0].Path)}.txt. "
                + $"Name the label files as their images are named; {Wanted}.";
        }

        if (ClassFolders(images) is { Count: > 1 } classes)
        {
            return $"{files.Name} looks like a classification set: {count} sorted into class folders ({string.Join(", ", classes.Take(4))}{(classes.Count > 4 ? "…" : string.Empty)}). "
                + $"They say what is in an image but not where, so a detector cannot learn from them. Draw boxes with a labelling tool; {Wanted}.";
        }

        return $"{files.Name} has {count} but no label files; {Wanted}.";
    }

    private static List<string> ClassFolders(List<DatasetFile> images) =>
    [
        .. images
            .Select(image => EntryPath.FolderSegments(image.Path).LastOrDefault())
            .OfType<string>()
            .Where(folder => SplitNames.OfFile($"{folder}/") is null && !folder.Equals("images", StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
