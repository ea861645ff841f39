using Serverless.Datasets.Layouts;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

[Collection(RunAlone.Name)]
public sealed class CocoFileTests
{
    [Fact]
    [Trait("Category", "Long")]
    public void Read_LongFile_TakesMemoryForItsBoxesOnly()
    {
        const int count = 500_000;
        var polygon = string.Join(", ", Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? "12.5" : "24.25"));
        using var json = new RepeatingStream(
            "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}], \"categories\": " + CocoLayoutTests.Categories + ", \"annotations\": [{}",
            ", {\"image_id\": 1, \"category_id\": 3, \"bbox\": [0, 0, 32, 24], \"segmentation\": [[" + polygon + "]]}",
            count,
            "]}");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var file = CocoFile.Read(json, "a.json", new FindingList(), count, CancellationToken.None)!;

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(count, file.Boxes.Count);
        Assert.InRange(json.Served, 300L << 20, long.MaxValue);
        Assert.True(held < 100L << 20, $"{held} bytes held");
    }
}
