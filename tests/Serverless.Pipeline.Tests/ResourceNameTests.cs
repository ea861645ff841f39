using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Pipeline.Tests;

public sealed class ResourceNameTests
{
    private static readonly Gen<string> Text =
        Gen.Choose(0, char.MaxValue).Select(code => (char)code).ListOf().Select(letters => new string([.. letters]));

    [Theory]
    [InlineData("potholes")]
    [InlineData("7")]
    [InlineData("Straße 7")]
    [InlineData("穴")]
    [InlineData("road.v2_final-x")]
    public void Require_NameThatCanBeAFolder_ReturnsIt(string name) => Assert.Equal(name, ResourceName.Require(name, "model"));

    [Fact]
    public void Require_LongestName_ReturnsIt()
    {
        var name = new string('x', ResourceName.MaximumLength);

        Assert.Equal(name, ResourceName.Require(name, "model"));
        Assert.Throws<PipelineException>(() => ResourceName.Require(name + "x", "model"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" x")]
    [InlineData("x ")]
    [InlineData(".x")]
    [InlineData("x.")]
    [InlineData("..")]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a%2fb")]
    [InlineData("a\nb")]
    public void Require_NameThatCannotBeAFolder_GivesTheRule(string? name)
    {
        var exception = Assert.Throws<PipelineException>(() => ResourceName.Require(name, "data set"));

        Assert.StartsWith($"'{name}' cannot name a data set: use 1 to 80 letters", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InstanceId_SameInput_IsTheSame() =>
        Assert.Equal(ResourceName.InstanceId("ingest", "potholes", "a", "b"), ResourceName.InstanceId("ingest", "potholes", "a", "b"));

    [Fact]
    public void InstanceId_EveryPart_Matters()
    {
        string[] ids =
        [
            ResourceName.InstanceId("ingest", "potholes", "a", "b"),
            ResourceName.InstanceId("analyze", "potholes", "a", "b"),
            ResourceName.InstanceId("ingest", "pothole-", "a", "b"),
            ResourceName.InstanceId("ingest", "pothole/", "a", "b"),
            ResourceName.InstanceId("ingest", "potholes", "b", "a"),
            ResourceName.InstanceId("ingest", "potholes", "ab"),
        ];

        Assert.Distinct(ids);
    }

    [Fact]
    public void InstanceId_KeepsSubjectReadable() =>
        Assert.StartsWith("analyze-my-road-mp4-", ResourceName.InstanceId("analyze", "my road.mp4"), StringComparison.Ordinal);

    [Fact]
    public void InstanceId_AnySubject_IsLegal() => Prop
        .ForAll(Text.ToArbitrary(), Text.ToArbitrary(), (subject, part) =>
        {
            var id = ResourceName.InstanceId("ingest", subject, part);
            return id.Length <= 100 && id.StartsWith("ingest-", StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        })
        .QuickCheckThrowOnFailure();
}
