using OpenCvSharp;
using Serverless.Detection.Drawing;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class BatchPictureTests
{
    private const int Size = 128;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(6, 3, 2)]
    [InlineData(20, 4, 4)]
    public void Render_Batch_IsAGridOfItsImages(int images, int columns, int rows)
    {
        using var store = new ImageStore(Pictures.Rectangles(images), Size, cacheBytes: 0);
        foreach (var batch in new BatchLoader(store, images, workers: 1).Validation(default))
        {
            using var picture = BatchPicture.Render(batch, BatchPicture.Labels(batch), new DetectionPainter(["rectangle"]));

            Assert.Equal((columns * Size, rows * Size), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public void Write_Batch_DrawsTheBoxesOnTheObjects()
    {
        using var folder = new TemporaryFolder();
        using var store = new ImageStore(Pictures.Rectangles(1), Size, cacheBytes: 0);
        foreach (var batch in new BatchLoader(store, 1, workers: 1).Validation(default))
        {
            BatchPicture.Write(batch, ["rectangle"], folder.File("train_batch0.png"));

            using var picture = Cv2.ImRead(folder.File("train_batch0.png"));
            var box = Assert.Single(batch.Targets[0]).Box;
            var inside = picture.At<Vec3b>((int)box.CenterY, (int)box.CenterX);
            var edge = picture.At<Vec3b>((int)box.CenterY, (int)MathF.Round(box.Left));
            Assert.Equal(new Vec3b(10, 20, 240), inside);
            Assert.NotEqual(inside, edge);
            Assert.NotEqual(picture.At<Vec3b>((int)box.CenterY, Math.Max(0, (int)box.Left - 4)), edge);
        }
    }
}
