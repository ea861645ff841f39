using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>
/// The mapping of an image into a network's input: scaled to fit with its aspect ratio kept, small images enlarged,
/// centred, the rest filled with grey. Sizes and pads are rounded as in the public YOLO recipe, so that boxes agree
/// with other implementations to the pixel.
/// </summary>
public readonly record struct Letterbox
{
    /// <summary>Grey level of the filled border, in all three channels.</summary>
    public const byte PadValue = 114;

    /// <summary>Moves a pad of n + ½ pixels off the tie, so that the odd pixel goes right and below.</summary>
    private const double TieBreak = 0.1;

    private Letterbox(ImageSize source, ImageSize target, double scale)
        : this(source, target, (float)scale, new ImageSize(Scaled(source.Width, scale), Scaled(source.Height, scale)))
    {
    }

    private Letterbox(ImageSize source, ImageSize target, float scale, ImageSize content)
    {
        Source = source;
        Target = target;
        Scale = scale;
        Content = content;
        PadLeft = PadBefore(target.Width - content.Width);
        PadTop = PadBefore(target.Height - content.Height);
    }

    public ImageSize Source { get; }

    public ImageSize Target { get; }

    /// <summary>Size that the source takes up within the target.</summary>
    public ImageSize Content { get; }

    /// <summary>Target pixels per source pixel.</summary>
    public float Scale { get; }

    /// <summary>Columns of border left of the content.</summary>
    public int PadLeft { get; }

    /// <summary>Rows of border above the content.</summary>
    public int PadTop { get; }

    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public static Letterbox Fit(ImageSize source, ImageSize target)
    {
        ThrowIfEmpty(source, nameof(source));
        ThrowIfEmpty(target, nameof(target));
        var scale = Math.Min(target.Width / (double)source.Width, target.Height / (double)source.Height);
        return new Letterbox(source, target, scale);
    }

    /// <summary>The same content, centred in a target of another size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The content does not fit in.</exception>
    public Letterbox Within(ImageSize target) => target.Width >= Content.Width && target.Height >= Content.Height
        ? new Letterbox(Source, target, Scale, Content)
        : throw new ArgumentOutOfRangeException(nameof(target), target, FormattableString.Invariant($"Has to hold {Content}."));

    /// <summary>
    /// The same content, centred in the smallest target that holds it and whose sides are multiples of a network's stride: what a
    /// network of open size has to look at. Not larger than <see cref="Target"/> where the sides of that are such multiples.
    /// </summary>
    /// <param name="stride">Coarsest stride of the network in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is not positive.</exception>
    public Letterbox Trim(int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        return Within(new ImageSize(RoundUp(Content.Width, stride), RoundUp(Content.Height, stride)));
    }

    /// <summary>A box of the source, in pixels of the target.</summary>
    public Box ToTarget(Box box) => new(
        (box.Left * Scale) + PadLeft,
        (box.Top * Scale) + PadTop,
        (box.Right * Scale) + PadLeft,
        (box.Bottom * Scale) + PadTop);

    /// <summary>A box of the target, in pixels of the source and clamped to it.</summary>
    public Box ToSource(Box box) => new Box(
        (box.Left - PadLeft) / Scale,
        (box.Top - PadTop) / Scale,
        (box.Right - PadLeft) / Scale,
        (box.Bottom - PadTop) / Scale).ClampTo(Source.Width, Source.Height);

    /// <summary>
    /// Draws the source, bilinearly scaled, and its grey border: the same bytes on every machine, those that
    /// <see cref="LetterboxInput"/> makes too.
    /// </summary>
    /// <param name="source">BGR, 8 bits a channel, of size <see cref="Source"/>.</param>
    /// <param name="target">Allocated where it has not yet the type of the source and the size <see cref="Target"/>.</param>
    public void Render(Mat source, Mat target)
    {
        ArgumentNullException.ThrowIfNull(target);
        ImageGuard.ThrowIfNotBgr(source);
        if (source.Width != Source.Width || source.Height != Source.Height)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Is {source.Width}x{source.Height}, not {Source}."), nameof(source));
        }

        target.Create(Target.Height, Target.Width, MatType.CV_8UC3);
        FillBorder(target);
        using var content = target.SubMat(PadTop, PadTop + Content.Height, PadLeft, PadLeft + Content.Width);
        Cv2.Resize(source, content, new Size(Content.Width, Content.Height), interpolation: InterpolationFlags.LinearExact);
    }

    private void FillBorder(Mat target)
    {
        for (var y = 0; y < Target.Height; y++)
        {
            var row = PixelRows.Of(target, y);
            if (y < PadTop || y >= PadTop + Content.Height)
            {
                row.Fill(PadValue);
                continue;
            }

            row[..(3 * PadLeft)].Fill(PadValue);
            row[(3 * (PadLeft + Content.Width))..].Fill(PadValue);
        }
    }

    private static int Scaled(int length, double scale) =>
        Math.Max(1, (int)Math.Round(length * scale, MidpointRounding.ToEven));

    private static int RoundUp(int length, int stride) => (length + stride - 1) / stride * stride;

    private static int PadBefore(int total) =>
        (int)Math.Round((total / 2.0) - TieBreak, MidpointRounding.ToEven);

    private static void ThrowIfEmpty(ImageSize size, string name)
    {
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw new ArgumentOutOfRangeException(name, size, "Both sides have to be positive.");
        }
    }
}
