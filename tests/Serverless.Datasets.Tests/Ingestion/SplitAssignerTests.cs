using System.Globalization;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Tests.Ingestion;

public sealed class SplitAssignerTests
{
    [Fact]
    public void DrawValidation_NearDuplicates_StayTogether()
    {
        // Three of each, two bits apart from each other.
        var images = Enumerable.Range(0, 30).SelectMany(i => Enumerable.Range(0, 3).Select(j => Image((3 * i) + j, 0, Hash(i) ^ (1UL << j)))).ToList();

        var drawn = SplitAssigner.DrawValidation(images, 0.2, seed: 1, distance: 2);

        Assert.Equal(18, drawn.Count);
        Assert.All(images.Chunk(3), similar => Assert.Single(similar.Select(image => drawn.Contains(image.Sha256)).Distinct()));
    }

    [Fact]
    public void DrawValidation_Classes_GetTheirShareEach()
    {
        var images = Enumerable.Range(0, 500).Select(i => Image(i, i < 400 ? 0 : i < 480 ? 1 : 2, Hash(i))).ToList();

        var drawn = SplitAssigner.DrawValidation(images, 0.2, seed: 7, distance: 4);

        Assert.Equal([80, 16, 4], Enumerable.Range(0, 3).Select(id => images.Count(image => image.Boxes[0].ClassId == id && drawn.Contains(image.Sha256))));
    }

    [Fact]
    public void DrawValidation_ClassOfOneImage_StaysInTraining()
    {
        var images = Enumerable.Range(0, 40).Select(i => Image(i, i < 30 ? 0 : i, Hash(i))).ToList();

        var drawn = SplitAssigner.DrawValidation(images, 0.2, seed: 0, distance: 4);

        Assert.Equal(8, drawn.Count);
        Assert.All(images.Skip(30), image => Assert.DoesNotContain(image.Sha256, drawn));
    }

    [Fact]
    public void DrawValidation_ImagesAdded_MovesFewOfTheOld()
    {
        var images = Enumerable.Range(0, 1000).Select(i => Image(i, i % 5, Hash(i))).ToList();

        var before = SplitAssigner.DrawValidation(images[..900], 0.2, seed: 3, distance: 4);
        var after = SplitAssigner.DrawValidation(images, 0.2, seed: 3, distance: 4);

        // Chance alone would move 288.
        Assert.InRange(images[..900].Count(image => before.Contains(image.Sha256) != after.Contains(image.Sha256)), 0, 30);
        Assert.Equal(200, after.Count);
    }

    [Fact]
    public void DrawValidation_AllAlike_AreDrawnApart()
    {
        var images = Enumerable.Range(0, 10).Select(i => Image(i, 0, 5)).ToList();

        Assert.Equal(2, SplitAssigner.DrawValidation(images, 0.2, seed: 0, distance: 4).Count);
    }

    [Fact]
    public void DrawValidation_TwoClassesOfOneImage_DrawsOne()
    {
        DatasetImage[] images = [Image(1, 0, Hash(1)), Image(2, 1, Hash(2))];

        Assert.Single(SplitAssigner.DrawValidation(images, 0.2, seed: 0, distance: 4));
    }

    private static ulong Hash(int i) => (ulong)new Random(i).NextInt64();

    private static DatasetImage Image(int number, int classId, ulong hash) => new()
    {
        Name = number.ToString(CultureInfo.InvariantCulture),
        Source = number.ToString(CultureInfo.InvariantCulture),
        Split = DatasetSplit.Train,
        Width = 64,
        Height = 64,
        Sha256 = number.ToString("x64", CultureInfo.InvariantCulture),
        PerceptualHash = hash.ToString("x16", CultureInfo.InvariantCulture),
        Shard = 0,
        Boxes = [new LabeledBox(classId, 0.5f, 0.5f, 0.1f, 0.1f)],
    };
}
