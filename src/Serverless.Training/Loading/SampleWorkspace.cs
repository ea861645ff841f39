using OpenCvSharp;

namespace Serverless.Training.Loading;

/// <summary>Memory of one thread that composes training images, used again for every image.</summary>
internal sealed class SampleWorkspace : IDisposable
{
    /// <summary>The image as it is composed.</summary>
    public Mat Canvas { get; } = new();

    /// <summary>The image that is blended in.</summary>
    public Mat Blended { get; } = new();

    public Mat Noise { get; } = new();

    /// <summary>Holds a source that is not kept in memory.</summary>
    public Mat Source { get; } = new();

    public void Dispose()
    {
        Canvas.Dispose();
        Blended.Dispose();
        Noise.Dispose();
        Source.Dispose();
    }
}
