namespace Serverless.Training;

/// <summary>
/// How training images are varied. The defaults are those of the public YOLOv8 and YOLO11 recipe; what they leave at 0 is off.
/// Every value is drawn anew for every image, evenly from its range. An option at 0 leaves the pixels as they are.
/// </summary>
public sealed record AugmentationOptions
{
    private const double LargestPerspective = 0.001;
    private const int LargestBlurSize = 31;

    /// <summary>No variation at all.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        Mosaic = 0,
        Translate = 0,
        Scale = 0,
        FlipLeftRight = 0,
        Hue = 0,
        Saturation = 0,
        Value = 0,
    };

    /// <summary>
    /// Probability, 0 to 1, that an image is joined with three others around a random point, so that objects are seen small, cut off and
    /// out of context. Off in the last epochs (<see cref="TrainingOptions.CloseMosaic"/>).
    /// </summary>
    public double Mosaic { get; init; } = 1.0;

    /// <summary>
    /// Probability, 0 to 1, that an image is blended with another one, both about equally, and shows the objects of both; off in the last
    /// epochs like <see cref="Mosaic"/>. 0.1 helps large networks.
    /// </summary>
    public double MixUp { get; init; }

    /// <summary>Largest shift to either side, as a share of the image size, 0 to 1.</summary>
    public double Translate { get; init; } = 0.1;

    /// <summary>Largest change of the size, at least 0 and below 1: 0.5 gives factors from 0.5 to 1.5.</summary>
    public double Scale { get; init; } = 0.5;

    /// <summary>Largest rotation to either side in degrees, 0 to 180. Boxes grow to hold their rotated corners.</summary>
    public double Degrees { get; init; }

    /// <summary>Largest shear to either side, along both axes, in degrees, 0 to 45.</summary>
    public double Shear { get; init; }

    /// <summary>Largest perspective, 0 to 0.001: the change of depth a pixel, along both axes. 0.0005 is strong already.</summary>
    public double Perspective { get; init; }

    /// <summary>Probability of a mirror image, 0 to 1.</summary>
    public double FlipLeftRight { get; init; } = 0.5;

    /// <summary>Probability of an image upside down, 0 to 1; worth 0.5 for views from above.</summary>
    public double FlipUpDown { get; init; }

    /// <summary>Largest relative change of the hue, 0 to 1.</summary>
    public double Hue { get; init; } = 0.015;

    /// <summary>Largest relative change of the saturation, 0 to 1.</summary>
    public double Saturation { get; init; } = 0.7;

    /// <summary>Largest relative change of the value of HSV, 0 to 1: dark pixels stay dark.</summary>
    public double Value { get; init; } = 0.4;

    /// <summary>Largest change of the brightness, as a share of white, 0 to 1: all pixels are lightened or darkened alike.</summary>
    public double Brightness { get; init; }

    /// <summary>Largest relative change of the contrast about mid-grey, 0 to 1.</summary>
    public double Contrast { get; init; }

    /// <summary>Probability of a blurred image, 0 to 1.</summary>
    public double Blur { get; init; }

    /// <summary>Side of the largest Gaussian kernel that blurs, in pixels, an odd number from 3 to 31.</summary>
    public int BlurSize { get; init; } = 7;

    /// <summary>Probability of a noisy image, 0 to 1.</summary>
    public double Noise { get; init; }

    /// <summary>Largest standard deviation of the Gaussian noise, which is drawn for every pixel and channel, as a share of white, 0 to 1.</summary>
    public double NoiseDeviation { get; init; } = 0.05;

    /// <exception cref="TrainingException">A value is out of its range; the message says which one and what it may be.</exception>
    public void Validate()
    {
        Share(Mosaic, nameof(Mosaic));
        Share(MixUp, nameof(MixUp));
        Share(Translate, nameof(Translate));
        Require(Scale is >= 0 and < 1, nameof(Scale), Scale, "at least 0 and below 1");
        Require(Degrees is >= 0 and <= 180, nameof(Degrees), Degrees, "between 0 and 180");
        Require(Shear is >= 0 and <= 45, nameof(Shear), Shear, "between 0 and 45");
        Require(Perspective is >= 0 and <= LargestPerspective, nameof(Perspective), Perspective, "between 0 and 0.001");
        Share(FlipLeftRight, nameof(FlipLeftRight));
        Share(FlipUpDown, nameof(FlipUpDown));
        Share(Hue, nameof(Hue));
        Share(Saturation, nameof(Saturation));
        Share(Value, nameof(Value));
        Share(Brightness, nameof(Brightness));
        Share(Contrast, nameof(Contrast));
        Share(Blur, nameof(Blur));
        Require(BlurSize is >= 3 and <= LargestBlurSize && BlurSize % 2 == 1, nameof(BlurSize), BlurSize, "an odd number from 3 to 31");
        Share(Noise, nameof(Noise));
        Share(NoiseDeviation, nameof(NoiseDeviation));
    }

    private static void Share(double value, string name) => Require(value is >= 0 and <= 1, name, value, "between 0 and 1");

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TrainingException(FormattableString.Invariant($"{name} is {value}; it has to be {range}."));
        }
    }
}
