using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace Serverless.Detection.Tests;

public class LetterboxTests
{
    [Theory]
    [InlineData(1280, 720, 640, 640, 640, 360, 0, 140)]
    [InlineData(810, 1080, 640, 640, 480, 640, 80, 0)]
    [InlineData(320, 240, 640, 640, 640, 480, 0, 80)]
    [InlineData(640, 640, 640, 640, 640, 640, 0, 0)]
    [InlineData(592, 336, 640, 640, 640, 363, 0, 138)] // 138.5 pixels a side: the odd one goes below
    [InlineData(100, 333, 320, 320, 96, 320, 112, 0)]
    [InlineData(1000, 1, 32, 32, 32, 1, 0, 15)] // never less than a pixel of content
    public void Fit_Source_GivesSizesOfTheRecipe(
        int width, int height, int targetWidth, int targetHeight, int contentWidth, int contentHeight, int left, int top)
    {
        var letterbox = Letterbox.Fit(new ImageSize(width, height), new ImageSize(targetWidth, targetHeight));

        Assert.Equal(new ImageSize(contentWidth, contentHeight), letterbox.Content);
        Assert.Equal((left, top), (letterbox.PadLeft, letterbox.PadTop));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, -1)]
    public void Fit_EmptySide_Throws(int width, int height)
    {
        var good = new ImageSize(10, 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => Letterbox.Fit(new ImageSize(width, height), good));
        Assert.Throws<ArgumentOutOfRangeException>(() => Letterbox.Fit(good, new ImageSize(width, height)));
    }

    [Fact]
    public void Within_LargerTarget_CentresTheSameContent()
    {
        var letterbox = Letterbox.Fit(new ImageSize(640, 480), new ImageSize(320, 320)).Within(new ImageSize(352, 288));

        Assert.Equal(new ImageSize(320, 240), letterbox.Content);
        Assert.Equal((16, 24), (letterbox.PadLeft, letterbox.PadTop));
        Assert.Equal(new Box(16, 24, 336, 264), letterbox.ToTarget(new Box(0, 0, 640, 480)));
    }

    [Fact]
    public void Within_TooSmallTarget_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Letterbox.Fit(new ImageSize(640, 480), new ImageSize(320, 320)).Within(new ImageSize(319, 288)));

    [Theory]
    [InlineData(1280, 720, 640, 384, 0, 12)]
    [InlineData(720, 1280, 384, 640, 12, 0)]
    [InlineData(1920, 1080, 640, 384, 0, 12)]
    [InlineData(640, 640, 640, 640, 0, 0)]
    [InlineData(100, 100, 640, 640, 0, 0)] // enlarged, as in the square
    [InlineData(1280, 704, 640, 352, 0, 0)] // exact multiples need no border
    [InlineData(1280, 706, 640, 384, 0, 15)] // 353 rows: 15.5 pixels a side, the odd one goes below
    [InlineData(640, 480, 640, 480, 0, 0)]
    [InlineData(1, 5000, 32, 640, 15, 0)] // one column of content
    [InlineData(5000, 1, 640, 32, 0, 15)]
    public void Trim_Square_GivesTheSmallestRectangleOfTheStride(int width, int height, int targetWidth, int targetHeight, int left, int top)
    {
        var square = Letterbox.Fit(new ImageSize(width, height), new ImageSize(640, 640));

        var rectangle = square.Trim(32);

        Assert.Equal(new ImageSize(targetWidth, targetHeight), rectangle.Target);
        Assert.Equal((left, top), (rectangle.PadLeft, rectangle.PadTop));
        Assert.Equal((square.Content, square.Scale, square.Source), (rectangle.Content, rectangle.Scale, rectangle.Source));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-32)]
    public void Trim_StrideThatIsNotPositive_Throws(int stride) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Letterbox.Fit(new ImageSize(1280, 720), new ImageSize(640, 640)).Trim(stride));

    [Fact]
    public void Trim_AnySizes_IsTheSmallestWithinTheTargetAndMapsBoxesBack()
    {
        var side = Gen.Choose(1, 4000);
        var stride = Gen.Elements(8, 16, 32, 64);
        var fraction = Gen.Choose(0, 100).Select(static percent => percent / 100f);
        var cases = Gen.Zip(Gen.Zip(Gen.Two(side), Gen.Two(Gen.Choose(1, 30))), Gen.Zip(stride, Gen.Four(fraction))).ToArbitrary();

        Prop.ForAll(cases, static @case =>
        {
            var (((width, height), (columns, rows)), (step, (a, b, c, d))) = @case;
            var target = new ImageSize(columns * step, rows * step);
            var letterbox = Letterbox.Fit(new ImageSize(width, height), target).Trim(step);
            var box = new Box(Math.Min(a, c) * width, Math.Min(b, d) * height, Math.Max(a, c) * width, Math.Max(b, d) * height);
            var back = letterbox.ToSource(letterbox.ToTarget(box));
            var tolerance = 4000 * 1e-6f * Math.Max(1, 1 / letterbox.Scale);
            return IsSmallest(letterbox.Target.Width, letterbox.Content.Width, target.Width, step)
                && IsSmallest(letterbox.Target.Height, letterbox.Content.Height, target.Height, step)
                && Math.Abs(back.Left - box.Left) <= tolerance && Math.Abs(back.Top - box.Top) <= tolerance
                && Math.Abs(back.Right - box.Right) <= tolerance && Math.Abs(back.Bottom - box.Bottom) <= tolerance;
        }).QuickCheckThrowOnFailure();

        static bool IsSmallest(int length, int content, int most, int stride) =>
            length % stride == 0 && length >= content && length - stride < content && length <= most;
    }

    [Fact]
    public void Fit_AnySizes_ContentAndPadsFillTheTarget()
    {
        var side = Gen.Choose(1, 3000);
        var sizes = Gen.Two(Gen.Zip(side, side)).ToArbitrary();

        Prop.ForAll(sizes, static pair =>
        {
            var target = new ImageSize(pair.Item2.Item1, pair.Item2.Item2);
            var letterbox = Letterbox.Fit(new ImageSize(pair.Item1.Item1, pair.Item1.Item2), target);
            var right = target.Width - letterbox.Content.Width - letterbox.PadLeft;
            var bottom = target.Height - letterbox.Content.Height - letterbox.PadTop;
            return letterbox.PadLeft >= 0 && letterbox.PadTop >= 0
                && right - letterbox.PadLeft is 0 or 1 && bottom - letterbox.PadTop is 0 or 1
                && (letterbox.Content.Width == target.Width || letterbox.Content.Height == target.Height);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ToSource_OfToTarget_GivesTheBoxBack()
    {
        var letterbox = Letterbox.Fit(new ImageSize(1280, 720), new ImageSize(640, 640));
        var box = new Box(100, 50, 300, 250);

        Assert.Equal(new Box(50, 165, 150, 265), letterbox.ToTarget(box));
        Assert.Equal(box, letterbox.ToSource(letterbox.ToTarget(box)));
    }

    [Fact]
    public void ToSource_OfToTargetOfAnyBox_GivesTheBoxBack()
    {
        var side = Gen.Choose(1, 4000);
        var fraction = Gen.Choose(0, 100).Select(static percent => percent / 100f);
        var cases = Gen.Zip(Gen.Four(side), Gen.Four(fraction)).ToArbitrary();

        Prop.ForAll(cases, static @case =>
        {
            var ((width, height, targetWidth, targetHeight), (a, b, c, d)) = @case;
            var box = new Box(Math.Min(a, c) * width, Math.Min(b, d) * height, Math.Max(a, c) * width, Math.Max(b, d) * height);
            var letterbox = Letterbox.Fit(new ImageSize(width, height), new ImageSize(targetWidth, targetHeight));
            var back = letterbox.ToSource(letterbox.ToTarget(box));
            // A pixel of the target is the grain: what it covers of the source, at the precision of a float.
            var tolerance = 4000 * 1e-6f * Math.Max(1, 1 / letterbox.Scale);
            return Math.Abs(back.Left - box.Left) <= tolerance && Math.Abs(back.Top - box.Top) <= tolerance
                && Math.Abs(back.Right - box.Right) <= tolerance && Math.Abs(back.Bottom - box.Bottom) <= tolerance;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ToSource_BoxInTheBorder_IsClampedToTheSource()
    {
        var letterbox = Letterbox.Fit(new ImageSize(1280, 720), new ImageSize(640, 640));

        Assert.Equal(new Box(0, 0, 1280, 20), letterbox.ToSource(new Box(-5, 0, 700, 150)));
        Assert.True(letterbox.ToSource(new Box(0, 0, 640, 100)).IsEmpty);
    }

    [Fact]
    public void Render_WideSource_FillsTheBorderWithGreyAndScalesTheRest()
    {
        using var source = Images.Uniform(20, 10, new Scalar(10, 20, 30));
        using var target = new Mat();

        Letterbox.Fit(new ImageSize(20, 10), new ImageSize(64, 64)).Render(source, target);

        Assert.Equal(new Size(64, 64), target.Size());
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(15, 32));
        Assert.Equal(new Vec3b(10, 20, 30), target.At<Vec3b>(16, 0));
        Assert.Equal(new Vec3b(10, 20, 30), target.At<Vec3b>(47, 63));
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(48, 0));
    }

    [Fact]
    public void Render_TallSourceIntoUsedTarget_LeavesNothingOfTheLastImage()
    {
        using var source = Images.Uniform(10, 20, Scalar.White);
        using var target = Images.Uniform(64, 64, new Scalar(1, 2, 3));
        var memory = target.Data;

        Letterbox.Fit(new ImageSize(10, 20), new ImageSize(64, 64)).Render(source, target);

        Assert.Equal(memory, target.Data);
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(0, 15));
        Assert.Equal(new Vec3b(255, 255, 255), target.At<Vec3b>(63, 16));
        Assert.Equal(new Vec3b(255, 255, 255), target.At<Vec3b>(0, 47));
        Assert.Equal(new Vec3b(114, 114, 114), target.At<Vec3b>(63, 48));
    }

    [Fact]
    public void Render_HalvedCheckerboard_IsBilinear()
    {
        using var source = new Mat(2, 2, MatType.CV_8UC3, Scalar.Black);
        source.Set(0, 0, new Vec3b(200, 200, 200));
        using var target = new Mat();

        Letterbox.Fit(new ImageSize(2, 2), new ImageSize(1, 1)).Render(source, target);

        Assert.Equal(50, target.At<Vec3b>(0, 0).Item0);
    }

    [Fact]
    public void Render_ImageOfAnotherSizeOrType_Throws()
    {
        var letterbox = Letterbox.Fit(new ImageSize(20, 10), new ImageSize(64, 64));
        using var target = new Mat();
        using var other = Images.Uniform(10, 20, Scalar.Black);
        using var grey = new Mat(10, 20, MatType.CV_8UC1, Scalar.Black);
        using var empty = new Mat();

        Assert.Throws<ArgumentException>(() => letterbox.Render(other, target));
        Assert.Throws<ArgumentException>(() => letterbox.Render(grey, target));
        Assert.Throws<ArgumentException>(() => letterbox.Render(empty, target));
    }
}
