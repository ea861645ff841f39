using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public class MetadataLiteralTests
{
    [Theory]
    [InlineData("{0: 'person', 1: 'fire hydrant'}", "person|fire hydrant")]
    [InlineData("""{0: "dog's bed", 1: 'say "hi"', 2: 'a, b: c}'}""", "dog's bed|say \"hi\"|a, b: c}")]
    [InlineData("""{0: 'it\'s', 1: 'back\\slash', 2: 'tab\there', 3: '\xe9t\u00e9', 4: '\U0001F6A7'}""", "it's|back\\slash|tab\there|été|🚧")]
    [InlineData("""{"0": "a", "1": "\ud83d\udea7\/"}""", "a|🚧/")]
    [InlineData("['a', 'b',]", "a|b")]
    [InlineData("('a', 'b')", "a|b")]
    [InlineData("{0:'a',1:'b',}", "a|b")]
    [InlineData("[]", "")]
    public void Names_PythonOrJson_AreReadWhole(string text, string expected)
    {
        var metadata = ModelMetadata.Read(new Dictionary<string, string> { ["names"] = text });

        Assert.Equal(expected, string.Join('|', metadata.Names!));
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("None", null)]
    [InlineData(" 32 ", 32.0)]
    [InlineData("-1.5e1", -15.0)]
    public void Parse_Scalar_GivesIt(string text, object? expected) =>
        Assert.Equal(expected, MetadataLiteral.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("{0: 'a'")]
    [InlineData("{0 'a'}")]
    [InlineData("['a' 'b']")]
    [InlineData("'open")]
    [InlineData("'\\u12'")]
    [InlineData("'\\U00110000'")]
    [InlineData("[1] 2")]
    [InlineData("__import__('os')")]
    public void Parse_Malformed_SaysWhere(string text)
    {
        var e = Assert.Throws<FormatException>(() => MetadataLiteral.Parse(text));

        Assert.Contains("at character", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EndlessNesting_IsRefused() =>
        Assert.Throws<FormatException>(() => MetadataLiteral.Parse(new string('[', 100_000)));

    [Fact]
    public void Parse_AnyText_GivesALiteralOrFormatException() =>
        Prop.ForAll<string>(static text =>
        {
            try
            {
                MetadataLiteral.Parse(text);
            }
            catch (FormatException)
            {
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyJsonString_RoundTrips() =>
        Prop.ForAll<NonNull<string>>(static text => WellFormed(text.Get) == (string?)MetadataLiteral.Parse(JsonSerializer.Serialize(text.Get)))
            .QuickCheckThrowOnFailure();

    // JSON replaces halves of surrogate pairs.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
