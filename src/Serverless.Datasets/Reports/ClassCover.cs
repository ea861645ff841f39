namespace Serverless.Datasets.Reports;

/// <summary>Orders images so that the first few show as many classes as they can.</summary>
internal static class ClassCover
{
    /// <summary>Those first that add a class to the ones before them, then the others, each in the order given.</summary>
    public static IEnumerable<T> Order<T>(IReadOnlyList<T> items, Func<T, DatasetImage> imageOf)
    {
        var shown = new HashSet<int>();
        var adding = items.Select(item => AddsTo(shown, imageOf(item))).ToList();
        return items.Index().OrderBy(item => !adding[item.Index]).ThenBy(item => item.Index).Select(item => item.Item);
    }

    private static bool AddsTo(HashSet<int> shown, DatasetImage image)
    {
        var before = shown.Count;
        shown.UnionWith(image.Boxes.Select(box => box.ClassId));
        return shown.Count > before;
    }
}
