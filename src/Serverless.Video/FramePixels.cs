namespace Serverless.Video;

/// <summary>How the pixels of a frame lie in memory.</summary>
public enum FramePixels
{
    /// <summary>8-bit blue, green and red for every pixel, in a Mat of the frame's size.</summary>
    Bgr,

    /// <summary>
    /// As video is coded: 8-bit YCbCr 4:2:0 by BT.709 with luma from 16 to 235, in a Mat of one row. The rows of luma are followed by those of
    /// Cb, then those of Cr, which have half as many columns and rows, rounded up. Half the bytes, and for most videos nothing is converted.
    /// </summary>
    Yuv420,
}
