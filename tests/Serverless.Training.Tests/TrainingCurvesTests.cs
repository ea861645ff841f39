using OpenCvSharp;

namespace Serverless.Training.Tests;

public sealed class TrainingCurvesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Render_Epochs_DrawsBothPanels(int count)
    {
        using var folder = new TemporaryFolder();
        var epochs = Enumerable.Range(1, count)
            .Select(i => new EpochMetrics(i, 4.0 / i, 3, 3, 4.5 / i, 3, 3, 0.5, 0.5, 1 - (1.0 / i), 0.5 - (0.5 / i), 0.001, 10, 20))
            .ToArray();

        TrainingCurves.Render(epochs, folder.File("curves.png"), "potholes v1");

        using var picture = Cv2.ImRead(folder.File("curves.png"));
        Assert.Equal(1200, picture.Width);
        Assert.Equal(480, picture.Height);
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
