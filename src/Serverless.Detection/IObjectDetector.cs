using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>Finds objects in images; any number of threads may use one at once.</summary>
public interface IObjectDetector
{
    /// <summary>Objects of several images, of any sizes.</summary>
    /// <param name="images">BGR, 8 bits a channel.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <param name="cancellationToken">Looked at before every run of the network.</param>
    /// <returns>A fresh list for each image, boxes in pixels of that image, most confident first.</returns>
    IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(
        IReadOnlyList<Mat> images, DetectionThresholds thresholds, CancellationToken cancellationToken = default);
}
