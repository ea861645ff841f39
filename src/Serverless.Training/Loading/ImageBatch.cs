using Serverless.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Serverless.Training.Loading;

/// <summary>Images ready for the network. Valid until the loader is asked for the next batch: its memory is used again.</summary>
/// <param name="size">Of every image, in pixels.</param>
/// <param name="images">Places of the images in the loader's list.</param>
/// <param name="targets">The objects of every image.</param>
/// <param name="letterboxes">How every image was fitted; empty for training images.</param>
internal sealed class ImageBatch(
    PixelBuffer buffer, ImageSize size, IReadOnlyList<int> images, IReadOnlyList<IReadOnlyList<TargetBox>> targets, IReadOnlyList<Letterbox> letterboxes)
    : IDisposable
{
    private static readonly Scalar White = 255f; // Held: see Optimizer.One.

    public int Count => targets.Count;

    public ImageSize Size => size;

    public IReadOnlyList<int> Images => images;

    public IReadOnlyList<IReadOnlyList<TargetBox>> Targets => targets;

    public IReadOnlyList<Letterbox> Letterboxes => letterboxes;

    /// <summary>[images, height, width, 3] RGB.</summary>
    public ReadOnlySpan<byte> Pixels => buffer.Bytes[..checked(Count * size.Width * size.Height * 3)];

    /// <summary>[images, 3, height, width] from 0 to 1; channels are last in memory, which convolutions like best.</summary>
    public Tensor ToTensor(Device device)
    {
        using var bytes = buffer.View(Count, size);
        using var there = bytes.to(device);
        using var planes = there.permute(0, 3, 1, 2);

        // Bytes cross to the device, a quarter of the floats; one pass there converts and divides.
        return planes.div(White);
    }

    public void Dispose() => buffer.Return();
}
