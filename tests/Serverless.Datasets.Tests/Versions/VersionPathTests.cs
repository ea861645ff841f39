using Serverless.Datasets.Versions;

namespace Serverless.Datasets.Tests.Versions;

public sealed class VersionPathTests
{
    [Theory]
    [InlineData("roads/v2", "shards/00000.tar", "roads/v2/shards/00000.tar")]
    [InlineData("roads/v2", "../v1/shards/00003.tar", "roads/v1/shards/00003.tar")]
    [InlineData("roads/v2", "../../a b/v10/shards/00003.tar", "a b/v10/shards/00003.tar")]
    public void Resolve_PathOfAManifest_CanBeMadeRelativeAgain(string folder, string path, string expected)
    {
        Assert.Equal(expected, VersionPath.Resolve(folder, path));
        Assert.Equal(path, VersionPath.Relative(folder, expected));
    }

    [Fact]
    public void Resolve_OutOfTheRoot_IsRefused()
    {
        var exception = Assert.Throws<DatasetException>(() => VersionPath.Resolve("roads/v2", "../../../secret"));

        Assert.StartsWith("The manifest of roads/v2 names ../../../secret", exception.Message, StringComparison.Ordinal);
    }
}
