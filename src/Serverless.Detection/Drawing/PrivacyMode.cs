namespace Serverless.Detection.Drawing;

/// <summary>How objects are made unrecognizable.</summary>
public enum PrivacyMode
{
    /// <summary>A few large, even blocks.</summary>
    Pixelate,

    /// <summary>A smooth blur.</summary>
    Blur,
}
