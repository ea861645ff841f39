using OpenCvSharp;
using Serverless.Datasets;

namespace Serverless.Training.Tests;

public sealed class TrainingDataTests
{
    [Fact]
    public void Of_UnlabelledDataset_IsRefusedWithWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var image = new Mat(32, 32, MatType.CV_8UC3, Scalar.All(90));
        Cv2.ImEncode(".png", image, out var bytes);
        File.WriteAllBytes(Path.Combine(folder.Path, "a.png"), bytes);
        using var dataset = DatasetReader.Open(folder.Path);

        var exception = Assert.Throws<TrainingException>(() => TrainingData.Of(dataset));

        Assert.EndsWith("has no labels: it was taken in to be labelled. Label its images, upload them with their labels, and train on that.", exception.Message, StringComparison.Ordinal);
    }
}
