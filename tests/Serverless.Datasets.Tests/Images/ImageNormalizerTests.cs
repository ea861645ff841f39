using OpenCvSharp;
using Serverless.Datasets.Images;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Images;

public sealed class ImageNormalizerTests
{
    private static readonly IngestionLimits Limits = new();

    public static TheoryData<string, string> Unusual => new()
    {
        { ".bmp", "Bmp" },
        { ".tiff", "Tiff" },
        { ".webp", "WebP" },
    };

    [Fact]
    public void Normalize_GoodJpegOrPng_KeepsItsBytes()
    {
        foreach (var bytes in new[] { TestImages.Jpeg(), TestImages.Png(), TestImages.Encode(".jpg", MatType.CV_8UC1), TestImages.Encode(".png", MatType.CV_8UC1), TestImages.TurnedJpeg(1) })
        {
            var image = ImageNormalizer.Normalize(bytes, Limits);

            Assert.Same(bytes, image.Bytes);
            Assert.Null(image.Peculiarity);
            Assert.Equal((64, 48), (image.Width, image.Height));
        }
    }

    [Theory]
    [MemberData(nameof(Unusual))]
    public void Normalize_OtherFormat_IsEncodedAnew(string extension, string peculiarity)
    {
        var image = ImageNormalizer.Normalize(TestImages.Encode(extension, MatType.CV_8UC3), Limits);

        Assert.Equal(peculiarity, image.Peculiarity);
        Assert.Equal(extension == ".webp" ? ImageFormat.Jpeg : ImageFormat.Png, image.Format);
        Assert.Null(ImageHeader.Read(image.Bytes)!.Value.Peculiarity);
        Assert.Equal((64, 48), TestImages.SizeOf(image.Bytes));
    }

    [Fact]
    public void Normalize_AlphaOrSixteenBits_BecomesPlainPng()
    {
        foreach (var type in new[] { MatType.CV_8UC4, MatType.CV_16UC1, MatType.CV_16UC3 })
        {
            var image = ImageNormalizer.Normalize(TestImages.Encode(".png", type), Limits);

            Assert.Equal(ImageFormat.Png, image.Format);
            Assert.NotNull(image.Peculiarity);
            Assert.Null(ImageHeader.Read(image.Bytes)!.Value.Peculiarity);
        }
    }

    [Fact]
    public void Normalize_CmykJpeg_BecomesPlainJpeg()
    {
        var image = ImageNormalizer.Normalize(TestImages.CmykJpeg, Limits);

        Assert.Equal("CMYK", image.Peculiarity);
        Assert.Equal((16, 8), TestImages.SizeOf(image.Bytes));
        Assert.Null(ImageHeader.Read(image.Bytes)!.Value.Peculiarity);
    }

    [Theory]
    [InlineData(3, 64, 48)]
    [InlineData(6, 48, 64)]
    [InlineData(8, 48, 64)]
    public void Normalize_TurnedPhoto_IsStoredUpright(byte orientation, int width, int height)
    {
        var turned = TestImages.TurnedJpeg(orientation);

        var image = ImageNormalizer.Normalize(turned, Limits);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal((width, height), TestImages.SizeOf(image.Bytes));
        using var shown = Cv2.ImDecode(turned, ImreadModes.Color);
        using var stored = Cv2.ImDecode(image.Bytes, ImreadModes.Unchanged);
        Assert.True(Cv2.Norm(shown, stored, NormTypes.L1) / (width * height * 3) < 2);
    }

    [Fact]
    public void Normalize_AnyCut_IsRefused()
    {
        foreach (var whole in new[] { TestImages.Jpeg(), TestImages.Png() })
        {
            for (var length = 0; length < whole.Length; length += 7)
            {
                var exception = Assert.Throws<UnusableImageException>(() => ImageNormalizer.Normalize(whole[..length], Limits));
                Assert.Equal(FindingKind.UnreadableImage, exception.Kind);
            }
        }
    }

    [Fact]
    public void Normalize_BytesAfterTheEnd_AreNoFault()
    {
        byte[] bytes = [.. TestImages.Jpeg(), 0, 0, 1, 2, 3];

        Assert.Same(bytes, ImageNormalizer.Normalize(bytes, Limits).Bytes);
    }

    [Fact]
    public void Normalize_NoImage_IsRefused()
    {
        Assert.Throws<UnusableImageException>(() => ImageNormalizer.Normalize("not an image at all"u8.ToArray(), Limits));
        Assert.Throws<UnusableImageException>(() => ImageNormalizer.Normalize([], Limits));
        Assert.Throws<UnusableImageException>(() => ImageNormalizer.Normalize([0xFF, 0xD8, 0xFF, 0xDB, 1, 2, 3], Limits));
    }

    [Fact]
    public void Normalize_MorePixelsThanAllowed_IsRefusedBeforeDecoding()
    {
        // A header that asks for 4 Gpx, over data that would never fill it.
        var png = TestImages.Png();
        png[16] = png[20] = 0;
        png[17] = png[21] = 1;

        var exception = Assert.Throws<UnusableImageException>(() => ImageNormalizer.Normalize(png, Limits));

        Assert.Equal(FindingKind.ImageTooLarge, exception.Kind);
    }

    [Fact]
    public void Read_AnyBytesBehindAnyMagic_NeverFails()
    {
        var random = new Random(1);
        byte[][] starts =
        [
            TestImages.Jpeg(), TestImages.TurnedJpeg(6), TestImages.Png(),
            TestImages.Encode(".bmp", MatType.CV_8UC3), TestImages.Encode(".tiff", MatType.CV_8UC3), TestImages.Encode(".webp", MatType.CV_8UC3),
        ];
        foreach (var start in starts)
        {
            for (var i = 0; i < 500; i++)
            {
                var bytes = start[..random.Next(Math.Min(start.Length, 400))];
                for (var flips = 0; flips < 4 && bytes.Length > 4; flips++)
                {
                    bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
                }

                _ = ImageHeader.Read(bytes);
            }
        }
    }

    [Theory]
    [InlineData(255, 191, 1)]
    [InlineData(256, 192, 2)]
    [InlineData(643, 481, 4)]
    [InlineData(1031, 775, 8)]
    [InlineData(2061, 1543, 8)]
    public void Normalize_GoodJpeg_ShowsTheAveragesOfItsPixels(int width, int height, int factor)
    {
        var bytes = Scene.Jpeg(3, width, height);
        using var full = Cv2.ImDecode(bytes, ImreadModes.Color);
        using var expected = PictureScaling.Reduce(full, Math.Max(width, height) / factor);

        var image = ImageNormalizer.Normalize(bytes, Limits, ShowsAverages, inspectedSide: 128);

        Assert.Same(bytes, image.Bytes);
        Assert.Equal((width, height), (image.Width, image.Height));

        void ShowsAverages(Mat pixels, Size size)
        {
            Assert.Equal(new Size(width, height), size);
            Assert.Equal(new Size(width / factor, height / factor), pixels.Size());
            Assert.Equal(expected.Size(), pixels.Size());
            using var difference = new Mat();
            Cv2.Absdiff(expected, pixels, difference);
            Assert.InRange(Cv2.Mean(difference).ToDouble(), 0, 2.5);
        }
    }

    [Fact]
    public void Normalize_TurnedJpegOrPng_IsShownAtFullSize()
    {
        foreach (var (bytes, shown) in new[] { (TestImages.TurnedJpeg(6, 640, 480), new Size(480, 640)), (TestImages.Png(1, 640, 480), new Size(640, 480)) })
        {
            ImageNormalizer.Normalize(bytes, Limits, (pixels, size) => Assert.Equal((shown, shown), (pixels.Size(), size)), inspectedSide: 128);
        }
    }
}
