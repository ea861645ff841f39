using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace Serverless.Detection.Tests;

public class LetterboxInputTests
{
    [Theory]
    [InlineData(1280, 720, 640, 640)]
    [InlineData(810, 1080, 640, 640)]
    [InlineData(1280, 851, 640, 640)]
    [InlineData(33, 57, 64, 96)]
    [InlineData(1, 1, 32, 32)]
    [InlineData(2, 300, 32, 64)]
    [InlineData(64, 64, 64, 64)]
    public void Write_Image_GivesTheBytesOfOpenCv(int width, int height, int targetWidth, int targetHeight)
    {
        using var image = Images.Random(width, height, seed: width);

        Assert.Equal(Plain(image, targetWidth, targetHeight), Fused(new LetterboxInput(), image, targetWidth, targetHeight));
    }

    [Fact]
    public void Write_AnySizes_GivesTheBytesOfOpenCv()
    {
        var side = Gen.Choose(1, 200);
        var target = Gen.Choose(1, 4).Select(static n => 32 * n);
        var sizes = Gen.Zip(Gen.Zip(side, side), Gen.Zip(target, target)).ToArbitrary();
        // One writer for all: what it keeps of one image must not reach the next.
        var writer = new LetterboxInput();

        Prop.ForAll(sizes, pair =>
        {
            var ((width, height), (targetWidth, targetHeight)) = pair;
            using var image = Images.Random(width, height, seed: width + height);
            return Plain(image, targetWidth, targetHeight).SequenceEqual(Fused(writer, image, targetWidth, targetHeight));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_CodedImageOfAnySize_ScalesEveryPlaneAsOpenCvDoes()
    {
        var side = Gen.Choose(1, 200);
        var target = Gen.Choose(1, 4).Select(static n => 32 * n);
        var sizes = Gen.Zip(Gen.Zip(side, side), Gen.Zip(target, target)).ToArbitrary();
        var writer = new LetterboxInput();

        Prop.ForAll(sizes, pair =>
        {
            var size = new ImageSize(pair.Item1.Item1, pair.Item1.Item2);
            var letterbox = Letterbox.Fit(size, new ImageSize(pair.Item2.Item1, pair.Item2.Item2));
            using var bytes = Yuv420ImageTests.RandomBytes(size, seed: size.Width + size.Height);
            var image = new Yuv420Image(bytes, size);
            var planes = new float[3 * letterbox.Target.Width * letterbox.Target.Height];

            writer.Write(image, letterbox, planes);

            return PlaneByPlane(image, letterbox).SequenceEqual(planes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_CodedImage_ComesNearTheBgrOne()
    {
        // Smooth, as chroma is interpolated in the one and repeated in the other.
        using var noise = Images.Random(18, 14, seed: 4);
        using var image = noise.Resize(new Size(180, 140), interpolation: InterpolationFlags.Cubic);
        using var bytes = Yuv420ImageTests.RandomBytes(new ImageSize(180, 140), seed: 1);
        var coded = new Yuv420Image(bytes, new ImageSize(180, 140));
        coded.FromBgr(image);
        coded.ToBgr(image);
        var planes = new float[3 * 96 * 64];

        new LetterboxInput().Write(coded, Letterbox.Fit(coded.Size, new ImageSize(96, 64)), planes);

        var expected = Fused(new LetterboxInput(), image, 96, 64);
        Assert.InRange(planes.Zip(expected, (one, other) => Math.Abs(one - other)).Average(), 0, 3.0 / 255);
    }

    [Fact]
    public void Write_PartOfAnImage_SkipsWhatLiesBetweenItsRows()
    {
        using var whole = Images.Random(100, 80, seed: 1);
        using var part = whole.SubMat(3, 70, 5, 88);
        using var copy = part.Clone();

        Assert.Equal(Fused(new LetterboxInput(), copy, 64, 64), Fused(new LetterboxInput(), part, 64, 64));
    }

    [Fact]
    public void Write_RedGreenBlue_GivesWhatTheTurnedImageGives()
    {
        using var image = Images.Random(50, 40, seed: 2);
        using var turned = image.CvtColor(ColorConversionCodes.BGR2RGB);
        turned.GetArray(out Vec3b[] pixels);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<Vec3b>(pixels);
        var letterbox = Letterbox.Fit(new ImageSize(50, 40), new ImageSize(64, 32));
        var planes = new float[3 * 64 * 32];

        new LetterboxInput().Write(new ImagePixels(bytes, new ImageSize(50, 40), PixelFormat.Rgb), letterbox, planes);

        Assert.Equal(Plain(image, 64, 32), planes);
    }

    [Fact]
    public void Write_Gray_GivesThreeEqualPlanes()
    {
        using var image = Images.Random(50, 40, seed: 3);
        using var gray = image.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var color = gray.CvtColor(ColorConversionCodes.GRAY2BGR);
        var letterbox = Letterbox.Fit(new ImageSize(50, 40), new ImageSize(64, 32));
        var planes = new float[3 * 64 * 32];

        new LetterboxInput().Write(ImagePixels.Of(gray), letterbox, planes);

        Assert.Equal(Plain(color, 64, 32), planes);
    }

    [Fact]
    public void Write_WrongSizes_Throws()
    {
        using var image = Images.Random(50, 40, seed: 4);
        var letterbox = Letterbox.Fit(new ImageSize(50, 41), new ImageSize(64, 32));

        Assert.Throws<ArgumentException>(() => new LetterboxInput().Write(image, letterbox, new float[3 * 64 * 32]));
        letterbox = Letterbox.Fit(new ImageSize(50, 40), new ImageSize(64, 32));
        Assert.Throws<ArgumentException>(() => new LetterboxInput().Write(image, letterbox, new float[64 * 32]));
    }

    private static float[] Fused(LetterboxInput writer, Mat image, int width, int height)
    {
        var planes = new float[3 * width * height];
        writer.Write(image, Letterbox.Fit(new ImageSize(image.Width, image.Height), new ImageSize(width, height)), planes);
        return planes;
    }

    private static float[] PlaneByPlane(Yuv420Image image, Letterbox letterbox)
    {
        var (luma, cb, cr) = (Scale(image.Luma, image.Size, letterbox), Scale(image.Cb, image.ChromaSize, letterbox), Scale(image.Cr, image.ChromaSize, letterbox));
        using var bgr = new Mat(letterbox.Target.Height, letterbox.Target.Width, MatType.CV_8UC3, Scalar.All(Letterbox.PadValue));
        for (var i = 0; i < luma.Length; i++)
        {
            var (red, green, blue) = Bt709.ToRgb(luma[i], cb[i], cr[i]);
            var (y, x) = Math.DivRem(i, letterbox.Content.Width);
            bgr.Set(letterbox.PadTop + y, letterbox.PadLeft + x, new Vec3b((byte)blue, (byte)green, (byte)red));
        }

        var planes = new float[3 * letterbox.Target.Width * letterbox.Target.Height];
        PlanarPixels.Write(bgr, planes);
        return planes;
    }

    private static byte[] Scale(ReadOnlySpan<byte> plane, ImageSize size, Letterbox letterbox)
    {
        using var image = new Mat(size.Height, size.Width, MatType.CV_8UC1);
        image.SetArray(plane.ToArray());
        using var scaled = image.Resize(new Size(letterbox.Content.Width, letterbox.Content.Height), interpolation: InterpolationFlags.LinearExact);
        scaled.GetArray(out byte[] bytes);
        return bytes;
    }

    private static float[] Plain(Mat image, int width, int height)
    {
        var planes = new float[3 * width * height];
        using var drawn = new Mat();
        Letterbox.Fit(new ImageSize(image.Width, image.Height), new ImageSize(width, height)).Render(image, drawn);
        PlanarPixels.Write(drawn, planes);
        return planes;
    }
}
