using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Tests.Models;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("pothole", "pothole", null)]
    [InlineData("pothole/v2", "pothole", 2)]
    [InlineData("my road.x/v10", "my road.x", 10)]
    public void Parse_NameOrVersion_RoundTrips(string text, string name, int? version)
    {
        var reference = ModelReference.Parse(text);

        Assert.Equal(new ModelReference(name, version), reference);
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("pothole/2")]
    [InlineData("pothole/v0")]
    [InlineData("pothole/v-1")]
    [InlineData("pothole/v+1")]
    [InlineData("pothole/v1.5")]
    [InlineData("pothole/v99999999999")]
    [InlineData("pothole/V2")]
    [InlineData("pothole/")]
    [InlineData("pothole/v1/v2")]
    public void Parse_OtherForms_SaysHowToWriteOne(string text)
    {
        var exception = Assert.Throws<PipelineException>(() => ModelReference.Parse(text));

        Assert.Equal($"'{text}' is not a model: write NAME for its current version or NAME/v2 for version 2.", exception.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("-x")]
    public void Parse_NameThatCannotBe_GivesTheRule(string? text)
    {
        var exception = Assert.Throws<PipelineException>(() => ModelReference.Parse(text));

        Assert.Contains("cannot name a model", exception.Message, StringComparison.Ordinal);
    }
}
