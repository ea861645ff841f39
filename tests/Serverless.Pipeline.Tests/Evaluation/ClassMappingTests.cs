using Serverless.Pipeline.Evaluation;

namespace Serverless.Pipeline.Tests.Evaluation;

public sealed class ClassMappingTests
{
    [Fact]
    public void Create_OtherOrderAndSpelling_MapsByName()
    {
        var mapping = new ClassMapping(["crack", "Pothole", "manhole"], ["pothole", "puddle", " manhole"]);

        Assert.Equal(["pothole", " manhole"], mapping.Common);
        Assert.Equal((int?[])[null, 0, 1, null], [.. Enumerable.Range(0, 4).Select(mapping.OfModel)]);
        Assert.Equal((int?[])[0, null, 1, null], [.. Enumerable.Range(0, 4).Select(mapping.OfDataset)]);
        Assert.Equal(["crack"], mapping.OnlyModel);
        Assert.Equal(["puddle"], mapping.OnlyDataset);
    }

    [Fact]
    public void Create_NothingInCommon_HasNoClass()
    {
        var mapping = new ClassMapping(["crack"], ["pothole"]);

        Assert.Empty(mapping.Common);
        Assert.Equal(["crack"], mapping.OnlyModel);
        Assert.Equal(["pothole"], mapping.OnlyDataset);
    }
}
