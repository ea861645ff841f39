using OpenCvSharp;

namespace Serverless.Cli.Prediction;

/// <summary>Shows frames as they come.</summary>
internal interface IFrameDisplay : IDisposable
{
    /// <summary>Shows a frame in place of the one before.</summary>
    /// <returns>False where the person watching wants no more.</returns>
    bool Show(Mat frame);
}
