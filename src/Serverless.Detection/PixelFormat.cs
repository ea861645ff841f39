namespace Serverless.Detection;

/// <summary>What the bytes of a pixel mean, 8 bits a channel.</summary>
public enum PixelFormat
{
    /// <summary>Blue, green, red, as OpenCV keeps them.</summary>
    Bgr,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>One byte of brightness.</summary>
    Gray,
}
