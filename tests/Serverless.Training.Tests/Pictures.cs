using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests;

/// <summary>Drawn images with exact labels.</summary>
internal static class Pictures
{
    /// <summary>Red rectangles on blue ground, one to three in each image, none in every fifth.</summary>
    public static SourceImage[] Rectangles(int count, int width = 120, int height = 90, int seed = 1) =>
        [.. Enumerable.Range(0, count).Select(i => Rectangle($"{i}.png", width, height, new Random(seed + i), i % 5 == 4 ? 0 : (i % 3) + 1))];

    private static SourceImage Rectangle(string name, int width, int height, Random random, int objects)
    {
        using var image = new Mat(height, width, MatType.CV_8UC3, new Scalar(200, 60, 20));
        var labels = new List<LabeledBox>();
        for (var i = 0; i < objects; i++)
        {
            var (w, h) = (random.Next(20, 40), random.Next(20, 40));
            var (x, y) = (random.Next(0, width - w), random.Next(0, height - h));
            Cv2.Rectangle(image, new Rect(x, y, w, h), new Scalar(10, 20, 240), thickness: -1);
            labels.Add(new LabeledBox(
                0, (x + (w / 2f)) / width, (y + (h / 2f)) / height, w / (float)width, h / (float)height));
        }

        Cv2.ImEncode(".png", image, out var bytes);
        return new SourceImage(name, labels, () => bytes);
    }
}
