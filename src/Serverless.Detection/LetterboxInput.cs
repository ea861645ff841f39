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

    /// <summary>The grey border alone, whose pixels <see cref="WriteContent"/> does not touch.</summary>
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
        if (image.Size != letterbox.Source)
        {
            throw new ArgumentException(FormattableString.Invariant($"Is {image.Size}, not {letterbox.Source}."), nameof(image));
        }

        var (width, plane) = (letterbox.Target.Width, letterbox.Target.Width * letterbox.Target.Height);
        if (planes.Length != 3 * plane)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Has {planes.Length} values, not 3 x {letterbox.Target.Height} x {width}."), nameof(planes));
        }

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
}
