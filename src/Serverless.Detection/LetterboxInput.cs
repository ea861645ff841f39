using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>
/// Draws images straight into a network's input: scaled, centred, split into planes and normalised in one pass over
/// the image. Gives what <see cref="Letterbox.Render"/> and <see cref="PlanarPixels.Write"/> give. Keeps its working
/// memory between images: one instance serves one thread at a time.
/// </summary>
public sealed class LetterboxInput
{
    private const float Border = Letterbox.PadValue / 255f;

    private readonly BilinearRows _rows = new();
    private readonly PlaneRows _luma = new();
    private readonly PlaneRows _cb = new();
    private readonly PlaneRows _cr = new();

    /// <summary>Writes the red, the green and the blue plane one after another, row by row, scaled to 0–1.</summary>
    /// <param name="image">BGR, 8 bits a channel, of the letterbox's source size.</param>
    /// <param name="letterbox">Where the image goes.</param>
    /// <param name="planes">3 · height · width values of the letterbox's target.</param>
    /// <exception cref="ArgumentException">The image is of another size, or the planes are of another length.</exception>
    public void Write(Mat image, Letterbox letterbox, Span<float> planes)
    {
        ImageGuard.ThrowIfNotBgr(image);
        Write(ImagePixels.Of(image), letterbox, planes);
        GC.KeepAlive(image);
    }

    /// <inheritdoc cref="Write(Mat, Letterbox, Span{float})"/>
    /// <param name="image">Of the letterbox's source size; grey becomes three equal planes.</param>
    public void Write(ImagePixels image, Letterbox letterbox, Span<float> planes)
    {
        WriteContent(image, letterbox, planes);
        WriteBorder(letterbox, planes);
    }

    /// <summary>
    /// Writes the red, the green and the blue plane one after another, row by row, scaled to 0–1. The image is scaled as it is coded, and
    /// turned into RGB after that: chroma is interpolated, not repeated.
    /// </summary>
    /// <param name="image">Of the letterbox's source size.</param>
    /// <param name="letterbox">Where the image goes.</param>
    /// <param name="planes">3 · height · width values of the letterbox's target.</param>
    /// <exception cref="ArgumentException">The image is of another size, or the planes are of another length.</exception>
    public void Write(Yuv420Image image, Letterbox letterbox, Span<float> planes)
    {
        WriteContent(image, letterbox, planes);
        WriteBorder(letterbox, planes);
    }

    /// <summary>The grey border alone, whose pixels <see cref="WriteContent(ImagePixels, Letterbox, Span{float})"/> does not touch.</summary>
    internal static void WriteBorder(Letterbox letterbox, Span<float> planes)
    {
        var (width, height) = (letterbox.Target.Width, letterbox.Target.Height);
        var (left, right) = (letterbox.PadLeft, letterbox.PadLeft + letterbox.Content.Width);
        for (var plane = 0; plane < planes.Length; plane += width * height)
        {
            var values = planes.Slice(plane, width * height);
            var bottom = letterbox.PadTop + letterbox.Content.Height;
            values[..(width * letterbox.PadTop)].Fill(Border);
            values[(width * bottom)..].Fill(Border);
            for (var y = letterbox.PadTop; y < bottom && letterbox.Content.Width < width; y++)
            {
                var row = values.Slice(width * y, width);
                row[..left].Fill(Border);
                row[right..].Fill(Border);
            }
        }
    }

    /// <summary>The scaled image without its border.</summary>
    internal void WriteContent(ImagePixels image, Letterbox letterbox, Span<float> planes)
    {
        RequireFit(image.Size, letterbox, planes.Length);
        var (width, plane) = (letterbox.Target.Width, letterbox.Target.Width * letterbox.Target.Height);
        _rows.Prepare(letterbox.Source, letterbox.Content);
        // The first byte of a pixel goes to the last plane where it is blue.
        var (first, third) = image.Format == PixelFormat.Rgb ? (0, 2 * plane) : (2 * plane, 0);
        for (var y = 0; y < letterbox.Content.Height; y++)
        {
            var start = (width * (letterbox.PadTop + y)) + letterbox.PadLeft;
            PlanarPixels.WriteRow(
                _rows.Row(image, y),
                planes.Slice(third + start, letterbox.Content.Width),
                planes.Slice(plane + start, letterbox.Content.Width),
                planes.Slice(first + start, letterbox.Content.Width));
        }
    }

    /// <summary>The scaled image without its border.</summary>
    internal void WriteContent(Yuv420Image image, Letterbox letterbox, Span<float> planes)
    {
        RequireFit(image.Size, letterbox, planes.Length);
        var (width, plane) = (letterbox.Target.Width, letterbox.Target.Width * letterbox.Target.Height);
        _luma.Prepare(letterbox.Source, letterbox.Content);
        _cb.Prepare(image.ChromaSize, letterbox.Content);
        _cr.Prepare(image.ChromaSize, letterbox.Content);
        for (var y = 0; y < letterbox.Content.Height; y++)
        {
            _luma.Load(image.Luma, y);
            _cb.Load(image.Cb, y);
            _cr.Load(image.Cr, y);
            var start = (width * (letterbox.PadTop + y)) + letterbox.PadLeft;
            WriteRow(
                planes.Slice(start, letterbox.Content.Width),
                planes.Slice(plane + start, letterbox.Content.Width),
                planes.Slice((2 * plane) + start, letterbox.Content.Width));
        }
    }

    private void WriteRow(Span<float> red, Span<float> green, Span<float> blue)
    {
        for (var x = Avx2.IsSupported ? WriteVectors(red, green, blue) : 0; x < red.Length; x++)
        {
            var pixel = Bt709.ToRgb(_luma.Sample(x), _cb.Sample(x), _cr.Sample(x));
            red[x] = pixel.Red / PlanarPixels.Largest;
            green[x] = pixel.Green / PlanarPixels.Largest;
            blue[x] = pixel.Blue / PlanarPixels.Largest;
        }
    }

    /// <summary>Takes eight pixels a step; returns how many it wrote.</summary>
    private int WriteVectors(Span<float> red, Span<float> green, Span<float> blue)
    {
        var x = 0;
        for (; x <= red.Length - Vector256<int>.Count; x += Vector256<int>.Count)
        {
            var (reds, greens, blues) = Bt709.ToRgb(_luma.EightSamples(x), _cb.EightSamples(x), _cr.EightSamples(x));
            PlanarPixels.StoreEight(reds, ref red[x]);
            PlanarPixels.StoreEight(greens, ref green[x]);
            PlanarPixels.StoreEight(blues, ref blue[x]);
        }

        return x;
    }

    private static void RequireFit(
        ImageSize image, Letterbox letterbox, int values, [CallerArgumentExpression(nameof(image))] string? name = null)
    {
        if (image != letterbox.Source)
        {
            throw new ArgumentException(FormattableString.Invariant($"The image is {image}, not {letterbox.Source}."), name);
        }

        if (values != 3 * letterbox.Target.Width * letterbox.Target.Height)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The planes have {values} values, not 3 x {letterbox.Target.Height} x {letterbox.Target.Width}."), nameof(values));
        }
    }
}
