using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using OpenCvSharp;

namespace Serverless.Benchmarks.Ingestion;

/// <summary>
/// A YOLO data set as large as one likes: a few pictures of 640×640 pixels and about 100 KB, each of which comes many times with
/// another number in a comment, so that all files differ and cost what photos cost.
/// </summary>
internal sealed class SyntheticArchive
{
    private const int Pictures = 64;
    private const int Side = 640;
    private const int Quality = 85;

    // Pixels of the noise that is enlarged to the picture: with fine noise over it, it takes as many bytes as a photo.
    private const int Grain = 80;

    private readonly List<byte[]> _pictures = [.. Enumerable.Range(0, Pictures).Select(Draw)];

    /// <summary>Bytes of a picture, on average.</summary>
    public double MeanBytes => _pictures.Average(picture => picture.Length);

    /// <summary>The JPEG of a number, unlike that of any other.</summary>
    public byte[] Image(int number)
    {
        // Start of image, then a comment (ITU-T T.81, B.2.4.5) of ten bytes with its length.
        var picture = _pictures[number % Pictures];
        var comment = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number:D10}"));
        var bytes = new byte[picture.Length + 4 + comment.Length];
        picture.AsSpan(0, 2).CopyTo(bytes);
        bytes[2] = 0xFF;
        bytes[3] = 0xFE;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)(comment.Length + 2));
        comment.CopyTo(bytes.AsSpan(6));
        picture.AsSpan(2).CopyTo(bytes.AsSpan(6 + comment.Length));
        return bytes;
    }

    /// <summary>Writes a zip: all images, then all labels, one in five to validate with.</summary>
    public void WriteZip(Stream stream, int images, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Write(zip, "data.yaml", "names: [pothole]\n"u8);
        foreach (var number in Enumerable.Range(0, images).OrderBy(IsValidation))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(zip, string.Create(CultureInfo.InvariantCulture, $"{Split(number)}/images/{number:D6}.jpg"), Image(number));
        }

        foreach (var number in Enumerable.Range(0, images).OrderBy(IsValidation))
        {
            Write(zip, string.Create(CultureInfo.InvariantCulture, $"{Split(number)}/labels/{number:D6}.txt"), "0 0.5 0.5 0.25 0.25\n"u8);
        }
    }

    private static bool IsValidation(int number) => number % 5 == 0;

    private static string Split(int number) => IsValidation(number) ? "valid" : "train";

    private static void Write(ZipArchive zip, string path, ReadOnlySpan<byte> bytes)
    {
        using var entry = zip.CreateEntry(path, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }

    private static byte[] Draw(int seed)
    {
        using var noise = new Mat(Side, Side, MatType.CV_8UC3);
        using var coarse = new Mat(Grain, Grain, MatType.CV_8UC3);
        using var pixels = new Mat();
        var random = new RNG((ulong)seed + 1);
        random.Fill(noise, DistributionType.Uniform, Scalar.All(0), Scalar.All(36));
        random.Fill(coarse, DistributionType.Uniform, Scalar.All(0), Scalar.All(219));
        Cv2.Resize(coarse, pixels, new Size(Side, Side), interpolation: InterpolationFlags.Cubic);
        Cv2.GaussianBlur(noise, noise, new Size(3, 3), 0);
        Cv2.Add(pixels, noise, pixels);
        Cv2.ImEncode(".jpg", pixels, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
        return bytes;
    }
}
