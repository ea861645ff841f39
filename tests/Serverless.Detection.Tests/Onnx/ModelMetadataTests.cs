using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public class ModelMetadataTests
{
    [Fact]
    public void Read_ExportersEntries_GivesAll()
    {
        var metadata = Read(("task", "detect"), ("names", "{0: 'pothole'}"), ("stride", "32"), ("imgsz", "[480, 640]"), ("end2end", "False"));

        Assert.Equal("detect", metadata.Task);
        Assert.Equal(["pothole"], metadata.Names!);
        Assert.Equal(32, metadata.Stride);
        Assert.Equal(new ImageSize(640, 480), metadata.InputSize);
        Assert.False(metadata.EndToEnd);
    }

    [Fact]
    public void Read_NoEntries_GivesDefaults()
    {
        var metadata = Read();

        Assert.Null(metadata.Task);
        Assert.Null(metadata.Names);
        Assert.Equal(32, metadata.Stride);
        Assert.Null(metadata.InputSize);
        Assert.Null(metadata.EndToEnd);
    }

    [Fact]
    public void Read_IdsOutOfOrderWithAGap_FillsTheGap() =>
        Assert.Equal(["a", "class1", "c"], Read(("names", "{2: 'c', 0: 'a'}")).Names!);

    [Theory]
    [InlineData("640")]
    [InlineData("[640]")]
    public void Read_SingleSide_IsBoth(string text) =>
        Assert.Equal(new ImageSize(640, 640), Read(("imgsz", text)).InputSize);

    [Fact]
    public void Read_AnyNamesAsPythonPrintsThem_GivesThemBack()
    {
        var hostile = Gen.Elements("'", "\"", "\\", ",", ":", "{", "}", "[", "]", "\n", "\t", " ", "0", "é", "路", "🚧", "\0", "None");
        var name = hostile.ArrayOf().Select(static parts => string.Concat(parts));

        Prop.ForAll(name.ArrayOf().ToArbitrary(), static names =>
        {
            var text = $"{{{string.Join(", ", names.Select(static (name, id) => $"{id}: {PythonText(name)}"))}}}";
            return Read(("names", text)).Names!.SequenceEqual(names);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("names", "{0: 'a'")]
    [InlineData("names", "{'x': 'a'}")]
    [InlineData("names", "{2000000000: 'a'}")]
    [InlineData("names", "7")]
    [InlineData("stride", "0")]
    [InlineData("stride", "'wide'")]
    [InlineData("imgsz", "[1, 2, 3]")]
    public void Read_UnusableEntry_NamesIt(string key, string value)
    {
        var e = Assert.Throws<ModelException>(() => Read((key, value)));

        Assert.Contains($"'{key}'", e.Message, StringComparison.Ordinal);
    }

    private static ModelMetadata Read(params (string Key, string Value)[] entries) =>
        ModelMetadata.Read(entries.ToDictionary(static entry => entry.Key, static entry => entry.Value));

    // In single quotes unless only these are in the text; control characters as numbers, others as they are.
    private static string PythonText(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        return quote + string.Concat(text.Select(character => character switch
        {
            '\\' => @"\\",
            '\n' => @"\n",
            '\t' => @"\t",
            _ when character == quote => @"\" + character,
            < ' ' => FormattableString.Invariant($@"\x{(int)character:x2}"),
            _ => character.ToString(),
        })) + quote;
    }
}
