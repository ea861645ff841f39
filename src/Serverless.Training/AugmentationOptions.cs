namespace Serverless.Training;

/// <summary>How training images are varied. The defaults are those of the public YOLOv8 and YOLO11 recipe.</summary>
public sealed record AugmentationOptions
{
    /// <summary>No variation at all.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        Mosaic = 0,
        Translate = 0,
        Scale = 0,
        FlipLeftRight = 0,
        FlipUpDown = 0,
        Hue = 0,
        Saturation = 0,
        Value = 0,
    };

    /// <summary>Probability that four images are joined to one.</summary>
    public double Mosaic { get; init; } = 1.0;

    /// <summary>Largest shift, as a share of the image size.</summary>
    public double Translate { get; init; } = 0.1;

    /// <summary>Largest change of the size: 0.5 gives factors from 0.5 to 1.5.</summary>
    public double Scale { get; init; } = 0.5;

    /// <summary>Probability of a mirror image.</summary>
    public double FlipLeftRight { get; init; } = 0.5;

    /// <summary>Probability of an image upside down; worth 0.5 for views from above.</summary>
    public double FlipUpDown { get; init; }

    /// <summary>Largest relative change of the hue.</summary>
    public double Hue { get; init; } = 0.015;

    /// <summary>Largest relative change of the saturation.</summary>
    public double Saturation { get; init; } = 0.7;

    /// <summary>Largest relative change of the brightness.</summary>
    public double Value { get; init; } = 0.4;
}
