using OpenCvSharp;
using Serverless.Detection.Drawing;

namespace Serverless.Detection.Tests.Drawing;

public class ClassColorTests
{
    [Fact]
    public void Of_FirstClasses_AreFarApart()
    {
        var colors = Enumerable.Range(0, 8).Select(ClassColor.Of).ToList();

        foreach (var (i, color) in colors.Index())
        {
            Assert.All(colors.Skip(i + 1), other => Assert.True(Distance(color, other) > 60));
        }
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Of_AnyClass_IsAColorWithReadableText(int classId)
    {
        var color = ClassColor.Of(classId);

        Assert.All([color.Val0, color.Val1, color.Val2], static channel => Assert.InRange(channel, 0, 255));
        Assert.True(Distance(color, ClassColor.TextOn(color)) > 150);
    }

    private static double Distance(Scalar a, Scalar b) =>
        Math.Sqrt(Math.Pow(a.Val0 - b.Val0, 2) + Math.Pow(a.Val1 - b.Val1, 2) + Math.Pow(a.Val2 - b.Val2, 2));
}
