using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class BlobPathPatternTests
{
    [Theory]
    [InlineData("inbox/datasets/{name}.zip", "inbox", "datasets/")]
    [InlineData("inbox/{name}", "inbox", "")]
    [InlineData("inbox/a/b.txt", "inbox", "a/b.txt")]
    [InlineData("inbox/x{{y}}/{name}", "inbox", "x{y}/")]
    [InlineData("inbox", "inbox", "")]
    public void Parse_Path_SplitsContainerAndPrefix(string path, string container, string prefix)
    {
        var pattern = BlobPathPattern.Parse(path);

        Assert.Equal(container, pattern.Container);
        Assert.Equal(prefix, pattern.Prefix);
    }

    [Theory]
    [InlineData("inbox/datasets/{name}.zip", "datasets/road.zip", "name=road")]
    [InlineData("inbox/datasets/{name}.zip", "datasets/2024/road.v1.zip", "name=2024/road.v1")]
    [InlineData("inbox/datasets/{name}.zip", "datasets/road.tar", null)]
    [InlineData("inbox/datasets/{name}.zip", "datasets/road.zip.part", null)]
    [InlineData("inbox/datasets/{name}.zip", "other/road.zip", null)]
    [InlineData("inbox/{name}.{extension}", "a.b.mp4", "name=a.b,extension=mp4")]
    [InlineData("inbox/{folder}/{name}", "a/b/c.mp4", "folder=a/b,name=c.mp4")]
    [InlineData("inbox/a+b/{name}", "a+b/c", "name=c")]
    [InlineData("inbox/fixed.txt", "fixed.txt", "")]
    [InlineData("inbox", "any/thing", "")]
    public void Match_Name_GivesExpressionValues(string path, string name, string? expected)
    {
        var values = BlobPathPattern.Parse(path).Match(name);

        Assert.Equal(expected, values is null ? null : string.Join(',', values.Select(value => $"{value.Key}={value.Value}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/videos/{name}")]
    [InlineData("{container}/{name}")]
    [InlineData("inbox/{name")]
    [InlineData("inbox/name}")]
    [InlineData("inbox/{}")]
    [InlineData("inbox/{na me}")]
    public void Parse_WrongPath_SaysWhichPath(string path)
    {
        var exception = Assert.Throws<FormatException>(() => BlobPathPattern.Parse(path));

        Assert.Contains($"\"{path}\"", exception.Message, StringComparison.Ordinal);
    }
}
