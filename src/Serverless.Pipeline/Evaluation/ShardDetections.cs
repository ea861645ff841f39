using Serverless.Detection;

namespace Serverless.Pipeline.Evaluation;

/// <summary>What a model found in the images of one shard.</summary>
/// <param name="InputSize">Side of the network input in pixels, the wider one.</param>
/// <param name="Images">In the order of the shard.</param>
public sealed record ShardDetections(int InputSize, IReadOnlyList<ShardDetections.ImageEntry> Images)
{
    /// <param name="Name">Of the image in the manifest.</param>
    /// <param name="Objects">Left, top, right, bottom in pixels, class id of the model, confidence.</param>
    public sealed record ImageEntry(string Name, IReadOnlyList<float[]> Objects)
    {
        public static ImageEntry Of(string name, IReadOnlyList<DetectedObject> objects) => new(
            name, [.. objects.Select(found => new[] { found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom, found.ClassId, found.Confidence })]);

        public IEnumerable<DetectedObject> ToObjects() =>
            Objects.Select(values => new DetectedObject(new Box(values[0], values[1], values[2], values[3]), (int)values[4], values[5]));
    }
}
