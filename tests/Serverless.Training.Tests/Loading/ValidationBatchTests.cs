using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class ValidationBatchTests
{
    [Theory]
    [InlineData(640, 640, 320, 352, 352)]
    [InlineData(640, 480, 640, 672, 512)]
    [InlineData(480, 640, 640, 512, 672)]
    [InlineData(1920, 1080, 640, 672, 384)]
    public void Rectangular_OneShape_HasHalfAStrideOfBorderOrMore(int width, int height, int imageSize, int inputWidth, int inputHeight)
    {
        var batch = Assert.Single(ValidationBatch.Rectangular([new ImageSize(width, height)], imageSize, batchSize: 4, stride: 32));

        Assert.Equal(new ImageSize(inputWidth, inputHeight), batch.Size);
    }

    [Fact]
    public void Rectangular_WideAndTallImages_AreNotMixedWhereTheyNeedNotBe()
    {
        ImageSize[] sizes = [new(640, 320), new(320, 640), new(640, 320), new(320, 640)];

        var batches = ValidationBatch.Rectangular(sizes, imageSize: 64, batchSize: 2, stride: 32);

        Assert.Equal([[0, 2], [1, 3]], batches.Select(batch => batch.Images));
        Assert.Equal([new ImageSize(96, 64), new ImageSize(64, 96)], batches.Select(batch => batch.Size));
    }

    [Fact]
    public void Rectangular_AnySizes_HoldsEveryImageOnceWithinItsInput() =>
        Prop.ForAll(Gen.Choose(1, 3000).Two().Select(sides => new ImageSize(sides.Item1, sides.Item2)).NonEmptyListOf().ToArbitrary(), sizes =>
        {
            var batches = ValidationBatch.Rectangular([.. sizes], imageSize: 96, batchSize: 3, stride: 32);

            Assert.Equal(Enumerable.Range(0, sizes.Count), batches.SelectMany(batch => batch.Images).Order());
            Assert.All(batches, batch => Assert.All(batch.Images, index =>
                Letterbox.Fit(sizes[index], new ImageSize(96, 96)).Within(batch.Size)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Validation_WideImages_KeepTheirBoxesOnTheirPixels()
    {
        using var store = new ImageStore(Pictures.Rectangles(6, width: 200, height: 80), 96, cacheBytes: 0);

        foreach (var batch in new BatchLoader(store, batchSize: 4, workers: 2).Validation(default, rectangular: true))
        {
            Assert.Equal(new ImageSize(128, 64), batch.Size);
            Assert.All(batch.Targets.Index(), image => Assert.All(image.Item, target => Assert.True(IsRed(
                batch, image.Index, (int)(target.Box.Left + target.Box.Right) / 2, (int)(target.Box.Top + target.Box.Bottom) / 2))));
        }
    }

    private static bool IsRed(ImageBatch batch, int image, int x, int y)
    {
        var start = 3 * ((((image * batch.Size.Height) + y) * batch.Size.Width) + x);
        return batch.Pixels[start] > 200 && batch.Pixels[start + 2] < 60;
    }
}
