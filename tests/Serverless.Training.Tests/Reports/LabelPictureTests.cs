using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Training.Loading;
using Serverless.Training.Reports;

namespace Serverless.Training.Tests.Reports;

public sealed class LabelPictureTests
{
    [Theory]
    [InlineData(1, 300)]
    [InlineData(4, 300)]
    [InlineData(80, 3000)]
    [InlineData(2, 0)]
    public void Write_Labels_DrawsAPicture(int classes, int boxes)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var labels = Enumerable.Range(0, boxes)
            .Select(_ => new LabeledBox(random.Next(classes), Around(0.5), Around(0.65), Around(0.15), Around(0.1)))
            .ToList();

        LabelPicture.Write([new SourceImage("a.png", labels, static () => [])], Detections.Names(classes), folder.File("labels.png"));

        using var picture = Cv2.ImRead(folder.File("labels.png"));
        Assert.Equal(new Size(1600, 1300), picture.Size());

        float Around(double middle) => (float)Math.Clamp(middle + ((random.NextDouble() + random.NextDouble() - 1) * 0.3), 0.01, 0.99);
    }
}
