using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class YoloLabelParserProperties
{
    private static readonly Gen<string> Token = Gen.OneOf(
        Gen.Choose(-3, 9).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Choose(-2000, 3000).Select(number => (number / 1000.0).ToString(CultureInfo.InvariantCulture)),
        Gen.Elements("NaN", "1e300", "-1e300", "1e-300", "x", "0,5", "-0", "\0", "é", "Infinity"));

    private static readonly Gen<string> Line =
        from count in Gen.Choose(0, 12)
        from tokens in Gen.ListOf(Token, count)
        from separator in Gen.Elements(" ", "\t", "  ")
        select string.Join(separator, tokens);

    private static readonly Gen<string> File =
        from count in Gen.Choose(0, 8)
        from lines in Gen.ListOf(Line, count)
        from end in Gen.Elements("\n", "\r\n", "\r")
        select string.Join(end, lines);

    [Fact]
    public void Parse_AnyNumbersAndWords_GivesOnlySoundBoxes() => Prop
        .ForAll(File.ToArbitrary(), text =>
        {
            var boxes = YoloLabelParser.Parse(Encoding.UTF8.GetBytes(text), "x.txt", YoloLabelParserTests.Context(new FindingList()));
            return boxes.All(IsSound) && boxes.Distinct().Count() == boxes.Count;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyNumbersAndWords_AccountsForEveryLine() => Prop
        .ForAll(File.ToArbitrary(), text =>
        {
            var findings = new FindingList();
            var boxes = YoloLabelParser.Parse(Encoding.UTF8.GetBytes(text), "x.txt", YoloLabelParserTests.Context(findings));
            var lost = findings.ToList().Count(finding => finding.Severity == FindingSeverity.Error || finding.Kind == FindingKind.BoxDuplicate);
            var lines = text.ReplaceLineEndings("\n").Split('\n').Count(line => !string.IsNullOrWhiteSpace(line));
            return boxes.Count + lost == lines;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyBytes_NeverFails() => Prop
        .ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => YoloLabelParser.Parse(bytes, "x.txt", YoloLabelParserTests.Context(new FindingList())).All(IsSound))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_BoxInsideTheImage_ComesBackUnchanged()
    {
        var boxes =
            from classId in Gen.Choose(0, 2)
            from left in Gen.Choose(0, 900)
            from top in Gen.Choose(0, 900)
            from width in Gen.Choose(5, 1000 - left)
            from height in Gen.Choose(5, 1000 - top)
            select new LabeledBox(classId, (left + (width / 2f)) / 1000, (top + (height / 2f)) / 1000, width / 1000f, height / 1000f);

        Prop.ForAll(boxes.ToArbitrary(), box =>
        {
            var findings = new FindingList();
            var text = string.Create(CultureInfo.InvariantCulture, $"{box.ClassId} {box.CenterX} {box.CenterY} {box.Width} {box.Height}");
            var parsed = YoloLabelParser.Parse(Encoding.UTF8.GetBytes(text), "x.txt", YoloLabelParserTests.Context(findings));
            return parsed is [var one] && IsSame(one, box) && findings.ToList().Count == 0;
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsSame(LabeledBox one, LabeledBox other) =>
        one.ClassId == other.ClassId
        && Math.Abs(one.CenterX - other.CenterX) < 1e-6 && Math.Abs(one.CenterY - other.CenterY) < 1e-6
        && Math.Abs(one.Width - other.Width) < 1e-6 && Math.Abs(one.Height - other.Height) < 1e-6;

    private static bool IsSound(LabeledBox box) =>
        box.ClassId is >= 0 and < 3
        && box is { Width: > 0 and <= 1, Height: > 0 and <= 1 }
        && box.CenterX - (box.Width / 2) >= -1e-6 && box.CenterX + (box.Width / 2) <= 1 + 1e-6
        && box.CenterY - (box.Height / 2) >= -1e-6 && box.CenterY + (box.Height / 2) <= 1 + 1e-6;
}
