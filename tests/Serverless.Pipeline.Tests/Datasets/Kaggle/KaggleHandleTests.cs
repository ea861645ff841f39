using Serverless.Pipeline.Datasets.Kaggle;

namespace Serverless.Pipeline.Tests.Datasets.Kaggle;

public sealed class KaggleHandleTests
{
    [Theory]
    [InlineData("owner/slug", "owner", "slug", null, "owner/slug")]
    [InlineData("an-owner/a_slug-2/versions/12", "an-owner", "a_slug-2", 12, "an-owner/a_slug-2/versions/12")]
    [InlineData("https://www.kaggle.com/datasets/owner/slug", "owner", "slug", null, "owner/slug")]
    [InlineData("https://www.kaggle.com/datasets/owner/slug/versions/3/", "owner", "slug", 3, "owner/slug/versions/3")]
    public void Parse_KnownForm_IsTakenApart(string text, string owner, string slug, int? version, string printed)
    {
        var handle = KaggleHandle.Parse(text);

        Assert.Equal(new KaggleHandle(owner, slug, version), handle);
        Assert.Equal(printed, handle.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("slug")]
    [InlineData("owner/slug/3")]
    [InlineData("owner/slug/versions/0")]
    [InlineData("owner/slug/versions/99999999999")]
    [InlineData("owner/../slug")]
    [InlineData("owner/slug?x=1")]
    [InlineData("owner/slug\n")]
    [InlineData("https://example.com/datasets/owner/slug")]
    public void Parse_AnythingElse_GivesTheForms(string? text)
    {
        var exception = Assert.Throws<PipelineException>(() => KaggleHandle.Parse(text));

        Assert.StartsWith($"'{text}' is no Kaggle handle: write owner/slug", exception.Message, StringComparison.Ordinal);
    }
}
