using Serverless.Training.Export;

namespace Serverless.Training.Tests.Export;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("pothole", "'pothole'")]
    [InlineData("driver's", "'driver\\'s'")]
    [InlineData("a\\b", "'a\\\\b'")]
    [InlineData("say \"no\"", "'say \"no\"'")]
    [InlineData("{0: 'x', 1}", "'{0: \\'x\\', 1}'")]
    [InlineData("Straßenschäden 坑 🚧", "'Straßenschäden 坑 🚧'")]
    [InlineData("two\nlines\t", "'two\\u000alines\\u0009'")]
    public void Of_SingleQuote_IsAPythonLiteral(string text, string expected) => Assert.Equal(expected, QuotedText.Of(text, '\''));

    [Theory]
    [InlineData("driver's \"mark\"", "\"driver's \\\"mark\\\"\"")]
    [InlineData("a: b # c", "\"a: b # c\"")]
    public void Of_DoubleQuote_IsAYamlScalar(string text, string expected) => Assert.Equal(expected, QuotedText.Of(text, '"'));
}
