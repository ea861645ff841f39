namespace Serverless.Detection.Drawing;

/// <summary>What labels call a class.</summary>
internal static class ClassLabel
{
    /// <summary>The printable name, <c>class7</c> where there is none.</summary>
    public static string Of(IReadOnlyList<string> names, int classId) => Printable(ClassNames.Of(names, classId));

    /// <summary>OpenCV's built-in fonts know only ASCII and draw several question marks for anything else.</summary>
    public static string Printable(string text) => string.Concat(
        text.EnumerateRunes().Select(static rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?'));
}
