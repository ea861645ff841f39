using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.RoadScenes;

/// <summary>A rendered picture of a road and where its potholes are.</summary>
/// <param name="Image">BGR, 8 bits a channel; owned by the scene.</param>
/// <param name="Potholes">The box of each visible pothole in pixels, inside the image.</param>
/// <param name="Identities">For each of them a number, from 1, that is the same in all pictures of a shot.</param>
public sealed record RoadScene(Mat Image, IReadOnlyList<Box> Potholes, IReadOnlyList<int> Identities) : IDisposable
{
    public void Dispose() => Image.Dispose();
}
