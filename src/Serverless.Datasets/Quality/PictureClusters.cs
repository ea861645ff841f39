namespace Serverless.Datasets.Quality;

/// <summary>Puts images together that show nearly the same picture.</summary>
internal static class PictureClusters
{
    /// <summary>Every image falls into exactly one cluster; clusters are in the order of their first image.</summary>
    /// <param name="distance">Bits in which the hashes of near-duplicates may differ; below 0, only copies are put together.</param>
    public static IReadOnlyList<PictureCluster> Of(IReadOnlyList<DatasetImage> images, int distance)
    {
        var pictures = images.GroupBy(image => image.Sha256, StringComparer.Ordinal).Select(copies => copies.ToList()).ToList();
        var roots = Enumerable.Range(0, pictures.Count).ToArray();
        if (distance >= 0)
        {
            Link(pictures, distance, roots);
        }

        var order = images.Index().ToDictionary(image => image.Item.Name, image => image.Index, StringComparer.Ordinal);
        return
        [
            .. pictures
                .Index()
                .GroupBy(picture => Root(roots, picture.Index), picture => picture.Item)
                .Select(similar => new PictureCluster([.. similar.SelectMany(copies => copies).OrderBy(image => order[image.Name])]))
                .OrderBy(cluster => order[cluster.Images[0].Name]),
        ];
    }

    private static void Link(List<List<DatasetImage>> pictures, int distance, int[] roots)
    {
        var byHash = pictures
            .Index()
            .Where(picture => PerceptualHash.Parse(picture.Item[0].PerceptualHash) is not null)
            .GroupBy(picture => PerceptualHash.Parse(picture.Item[0].PerceptualHash)!.Value, picture => picture.Index)
            .ToList();
        foreach (var same in byHash)
        {
            foreach (var picture in same.Skip(1))
            {
                Union(roots, same.First(), picture);
            }
        }

        foreach (var (first, second) in NearDuplicateIndex.FindPairs(byHash.ConvertAll(same => same.Key), distance))
        {
            Union(roots, byHash[first].First(), byHash[second].First());
        }
    }

    private static void Union(int[] roots, int first, int second)
    {
        var (a, b) = (Root(roots, first), Root(roots, second));
        roots[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] roots, int member)
    {
        while (roots[member] != member)
        {
            roots[member] = roots[roots[member]];
            member = roots[member];
        }

        return member;
    }
}
