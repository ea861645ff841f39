using OpenCvSharp;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Profiles;

namespace Serverless.Datasets.Images;

/// <summary>
/// Brings images into the form in which they are stored. A JPEG or PNG that every decoder shows alike (8 bits a channel,
/// grey or RGB, upright, no transparency) keeps its bytes. Anything else is decoded, turned as its EXIF orientation says
/// (labels are drawn on the picture as displayed), its alpha dropped, and encoded anew without metadata: what was lossy as
/// JPEG, what was lossless as PNG.
/// </summary>
internal static class ImageNormalizer
{
    private const int JpegQuality = 95;

    private static readonly ImreadModes[] ModesByHalvings = [ImreadModes.Color, ImreadModes.ReducedColor2, ImreadModes.ReducedColor4, ImreadModes.ReducedColor8];

    /// <summary>Decodes and checks an image.</summary>
    /// <param name="inspect">
    /// Is shown the pixels, BGR, 8 bits a channel, upright, and the size of the image. A JPEG that keeps its bytes is shown halved
    /// as <see cref="PictureScaling.Reduce"/> does, up to three times.
    /// </param>
    /// <param name="inspectedSide">The longer side keeps at least so many pixels.</param>
    /// <exception cref="UnusableImageException">It cannot be decoded or is too large.</exception>
    public static NormalizedImage Normalize(byte[] bytes, IngestionLimits limits, Action<Mat, Size>? inspect = null, int inspectedSide = int.MaxValue)
    {
        var header = Check(bytes, limits);
        if (header is { Format: ImageFormat.Jpeg, Peculiarity: null } && TryReduce(bytes, header, inspectedSide) is { } reduced)
        {
            using (reduced)
            {
                inspect?.Invoke(reduced, new Size(header.Width, header.Height));
            }

            return new NormalizedImage(bytes, header.Format, header.Width, header.Height, null);
        }

        using var pixels = Decode(bytes, ImreadModes.Color);
        inspect?.Invoke(pixels, pixels.Size());
        if (header.Peculiarity is null)
        {
            return new NormalizedImage(bytes, header.Format, pixels.Width, pixels.Height, null);
        }

        var format = StoredFormat(header.Format);
        return new NormalizedImage(Encode(pixels, format), format, pixels.Width, pixels.Height, header.Peculiarity, header.Orientation);
    }

    /// <summary>The bytes that <see cref="Normalize"/> gives, without decoding where they are the original ones.</summary>
    /// <exception cref="UnusableImageException">It cannot be decoded or is too large.</exception>
    public static byte[] ToStored(byte[] bytes, IngestionLimits limits) =>
        ImageHeader.Read(bytes) is { IsComplete: true, Peculiarity: null } ? bytes : Normalize(bytes, limits).Bytes;

    private static ImageHeader Check(byte[] bytes, IngestionLimits limits)
    {
        if (bytes.Length == 0)
        {
            throw new UnusableImageException(FindingKind.UnreadableImage, "The file is empty.");
        }

        if (ImageHeader.Read(bytes) is not { Width: > 0, Height: > 0 } header)
        {
            throw new UnusableImageException(FindingKind.UnreadableImage, Foreign(bytes));
        }

        if (header.Pixels > limits.ImagePixels)
        {
            throw new UnusableImageException(
                FindingKind.ImageTooLarge,
                $"It has {header.Width}×{header.Height} pixels; at most {limits.ImagePixels} are taken. Scale it down.");
        }

        return header.IsComplete
            ? header
            : throw new UnusableImageException(FindingKind.UnreadableImage, $"The {header.Format.ToString().ToUpperInvariant()} is cut short: the end of the image is missing.");
    }

    private static string Foreign(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "It is a HEIC or AVIF image, or a video: convert it to JPEG or PNG.",
        _ when bytes.StartsWith("version https://git-lfs"u8) => "It is a pointer of Git LFS instead of the image: fetch the files with git lfs pull and pack them again.",
        _ => "It is not a JPEG, PNG, BMP, TIFF, WebP or GIF image, or its header is damaged.",
    };

    /// <summary>
    /// Decodes a JPEG to the averages of 2×2, 4×4 or 8×8 pixels, which its inverse transform gives at once (the reduced transforms
    /// of libjpeg): all of its coded data is read and checked as for the full size, at about half the time.
    /// </summary>
    /// <returns>Null where there is nothing to reduce, or the decoder sees another size than the header says.</returns>
    private static Mat? TryReduce(byte[] bytes, ImageHeader header, int side)
    {
        var size = new Size(header.Width, header.Height);
        var halvings = Math.Min(PictureScaling.Halvings(size, side), ModesByHalvings.Length - 1);
        if (halvings == 0)
        {
            return null;
        }

        // What is left over at the right and the bottom makes no whole average.
        using var pixels = Decode(bytes, ModesByHalvings[halvings]);
        var partial = (1 << halvings) - 1;
        return pixels.Size() == new Size((size.Width + partial) >> halvings, (size.Height + partial) >> halvings)
            ? pixels.SubMat(0, size.Height >> halvings, 0, size.Width >> halvings)
            : null;
    }

    private static Mat Decode(byte[] bytes, ImreadModes mode)
    {
        Mat? pixels = null;
        try
        {
            pixels = Cv2.ImDecode(bytes, mode);
        }
        catch (OpenCVException)
        {
            // The same to the user as a decoder that gives nothing.
        }

        if (pixels is null || pixels.Empty())
        {
            pixels?.Dispose();
            throw new UnusableImageException(FindingKind.UnreadableImage, "It cannot be decoded.");
        }

        return pixels;
    }

    private static ImageFormat StoredFormat(ImageFormat format) =>
        format is ImageFormat.Jpeg or ImageFormat.WebP ? ImageFormat.Jpeg : ImageFormat.Png;

    private static byte[] Encode(Mat pixels, ImageFormat format)
    {
        var (extension, parameters) = format == ImageFormat.Jpeg
            ? (".jpg", new[] { new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality) })
            : (".png", []);
        Cv2.ImEncode(extension, pixels, out var bytes, parameters);
        return bytes;
    }
}
