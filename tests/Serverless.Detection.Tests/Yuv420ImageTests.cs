using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace Serverless.Detection.Tests;

public class Yuv420ImageTests
{
    // ITU-R BT.709, 3.2 and 3.3, quantised as in 3.4 with 8 bits.
    [Theory]
    [InlineData(16, 128, 128, 0, 0, 0)]
    [InlineData(235, 128, 128, 255, 255, 255)]
    [InlineData(126, 128, 128, 128, 128, 128)]
    [InlineData(63, 102, 240, 255, 1, 0)]
    [InlineData(173, 42, 26, 0, 255, 1)]
    [InlineData(32, 240, 118, 1, 0, 255)]
    public void ToBgr_OneColour_GivesWhatBt709Says(int luma, int cb, int cr, int red, int green, int blue)
    {
        using var bytes = Coded(new ImageSize(38, 3), (byte)luma, (byte)cb, (byte)cr);
        using var image = new Mat();

        new Yuv420Image(bytes, new ImageSize(38, 3)).ToBgr(image);

        image.GetArray(out Vec3b[] pixels);
        Assert.All(pixels, pixel => Assert.Equal((red, green, blue), (pixel.Item2, pixel.Item1, pixel.Item0)));
    }

    [Fact]
    public void ToBgr_AnySize_TurnsEveryPixelByItself() => Prop.ForAll(Sizes(), size =>
    {
        using var bytes = RandomBytes(size, seed: size.Width);
        using var image = new Mat();
        var coded = new Yuv420Image(bytes, size);

        coded.ToBgr(image);

        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                var chroma = (y / 2 * coded.ChromaSize.Width) + (x / 2);
                var (red, green, blue) = Bt709.ToRgb(coded.Luma[(y * size.Width) + x], coded.Cb[chroma], coded.Cr[chroma]);
                Assert.Equal(new Vec3b((byte)blue, (byte)green, (byte)red), image.At<Vec3b>(y, x));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void FromBgr_AnySize_ComesNearTheFormulas() => Prop.ForAll(Sizes(), size =>
    {
        using var image = Images.Random(size.Width, size.Height, seed: size.Width);
        using var bytes = RandomBytes(size, seed: 1);
        var coded = new Yuv420Image(bytes, size);

        coded.FromBgr(image);

        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                Assert.Equal(16 + (219 * Brightness(image.At<Vec3b>(y, x))), coded.Luma[(y * size.Width) + x], 1.0);
                var (cb, cr) = Chroma(image, x / 2 * 2, y / 2 * 2);
                var sample = (y / 2 * coded.ChromaSize.Width) + (x / 2);
                Assert.Equal(cb, coded.Cb[sample], 2.0);
                Assert.Equal(cr, coded.Cr[sample], 2.0);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 8, 4, 8)]
    [InlineData(0, 1, 0, 2)]
    [InlineData(8, 9, 8, 9)]
    [InlineData(3, 3, 2, 4)]
    public void FromBgr_SomeRows_LeavesTheOthers(int first, int end, int firstChanged, int endChanged)
    {
        var size = new ImageSize(6, 9);
        using var bytes = Coded(size, 50, 60, 70);
        using var image = new Mat();
        var coded = new Yuv420Image(bytes, size);

        coded.ToBgr(image, new RowRange(first, end));
        image.SetTo(Scalar.All(200));
        coded.FromBgr(image, new RowRange(first, end));

        var luma = coded.Luma.ToArray().Chunk(size.Width).Index().Where(row => row.Item.All(sample => sample != 50)).Select(row => row.Index);
        Assert.Equal(Enumerable.Range(firstChanged, endChanged - firstChanged), luma);
        var chroma = coded.Cb.ToArray().Chunk(coded.ChromaSize.Width).Index().Where(row => row.Item.All(sample => sample == 128)).Select(row => row.Index);
        Assert.Equal(luma.Select(row => row / 2).Distinct(), chroma);
    }

    [Fact]
    public void FromBgr_EveryGrey_StaysGreyThereAndBack()
    {
        var size = new ImageSize(32, 2);
        using var bytes = RandomBytes(size, seed: 1);
        using var back = new Mat();
        var coded = new Yuv420Image(bytes, size);
        for (var grey = 0; grey < 256; grey++)
        {
            using var image = Images.Uniform(32, 2, Scalar.All(grey));

            coded.FromBgr(image);
            coded.ToBgr(back);

            Assert.Equal((128, 128), (coded.Cb[0], coded.Cr[0]));
            back.GetArray(out Vec3b[] pixels);
            Assert.All(pixels, pixel => Assert.InRange(pixel.Item0, grey - 1, grey + 1));
        }
    }

    [Fact]
    public void Constructor_OtherNumberOfBytes_Throws()
    {
        using var bytes = new Mat(1, 5, MatType.CV_8UC1, Scalar.All(0));

        Assert.Throws<ArgumentException>(() => new Yuv420Image(bytes, new ImageSize(2, 2)));
    }

    [Fact]
    public void FromBgr_ImageOfAnotherSize_Throws()
    {
        using var bytes = Coded(new ImageSize(4, 4), 0, 0, 0);
        using var image = Images.Uniform(5, 4, Scalar.All(0));

        Assert.Throws<ArgumentException>(() => new Yuv420Image(bytes, new ImageSize(4, 4)).FromBgr(image));
    }

    internal static Mat RandomBytes(ImageSize size, int seed)
    {
        var bytes = new byte[Yuv420Image.ByteCount(size)];
        new Random(seed).NextBytes(bytes);
        var coded = new Mat(1, bytes.Length, MatType.CV_8UC1);
        System.Runtime.InteropServices.Marshal.Copy(bytes, 0, coded.Data, bytes.Length);
        return coded;
    }

    private static Arbitrary<ImageSize> Sizes() =>
        Gen.Zip(Gen.Choose(1, 70), Gen.Choose(1, 5)).Select(static pair => new ImageSize(pair.Item1, pair.Item2)).ToArbitrary();

    private static Mat Coded(ImageSize size, byte luma, byte cb, byte cr)
    {
        var bytes = RandomBytes(size, seed: 1);
        var coded = new Yuv420Image(bytes, size);
        coded.Luma.Fill(luma);
        coded.Cb.Fill(cb);
        coded.Cr.Fill(cr);
        return bytes;
    }

    private static double Brightness(Vec3b pixel) => ((0.2126 * pixel.Item2) + (0.7152 * pixel.Item1) + (0.0722 * pixel.Item0)) / 255;

    private static (double Cb, double Cr) Chroma(Mat image, int left, int top)
    {
        var (right, bottom) = (Math.Min(left + 1, image.Cols - 1), Math.Min(top + 1, image.Rows - 1));
        Vec3b[] pixels = [image.At<Vec3b>(top, left), image.At<Vec3b>(top, right), image.At<Vec3b>(bottom, left), image.At<Vec3b>(bottom, right)];
        return (
            128 + (224 * pixels.Average(pixel => ((pixel.Item0 / 255.0) - Brightness(pixel)) / 1.8556)),
            128 + (224 * pixels.Average(pixel => ((pixel.Item2 / 255.0) - Brightness(pixel)) / 1.5748)));
    }
}
