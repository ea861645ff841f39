using Serverless.Detection;
using static TorchSharp.torch;

namespace Serverless.Training.Loading;

/// <summary>Images ready for the network.</summary>
/// <param name="Pixels">[images, height, width, 3] RGB.</param>
/// <param name="Targets">The objects of every image.</param>
/// <param name="Letterboxes">How every image was fitted; empty for training images.</param>
internal sealed record ImageBatch(
    byte[] Pixels, ImageSize Size, IReadOnlyList<IReadOnlyList<TargetBox>> Targets, IReadOnlyList<Letterbox> Letterboxes)
{
    public int Count => Targets.Count;

    /// <summary>[images, 3, height, width] from 0 to 1; channels are last in memory, which convolutions like best.</summary>
    public Tensor ToTensor(Device device)
    {
        var bytes = tensor(Pixels, [Count, Size.Height, Size.Width, 3], uint8, device: device);
        return bytes.permute(0, 3, 1, 2).to(float32).div_(255);
    }
}
