using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Training.Loading;
using Serverless.Training.Reports;

namespace Serverless.Training.Tests.Reports;

public sealed class TrainingPicturesTests
{
    [Theory]
    [InlineData(0, 0, new[] { "train_batch0.png", "train_batch1.png", "train_batch2.png" })]
    [InlineData(1, 0, new string[0])]
    [InlineData(2, 0, new[] { "train_batch8.png", "train_batch9.png", "train_batch10.png" })]
    [InlineData(3, 0, new string[0])]
    [InlineData(0, 2, new[] { "train_batch2.png" })] // resumed within the epoch
    public void Of_Batches_DrawsThreeOfTheFirstEpochAndOfTheFirstWithoutMosaic(int epoch, int first, string[] expected)
    {
        using var folder = new TemporaryFolder();
        using var store = new ImageStore(Pictures.Rectangles(8), 96, cacheBytes: 0);
        var pictures = new TrainingPictures(folder.Path, ["rectangle"], withoutMosaic: 2, NullLogger.Instance);
        var batches = new BatchLoader(store, 2, workers: 1).Validation(default).Skip(first);

        var passed = pictures.Of(batches, epoch, first, perEpoch: 4).Count();

        Assert.Equal(4 - first, passed);
        Assert.Equal(expected.Order(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Of_FolderThatCannotBeWritten_PassesTheBatchesAndWarns()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), string.Empty);
        using var store = new ImageStore(Pictures.Rectangles(4), 96, cacheBytes: 0);
        var log = new RecordedLog();
        var pictures = new TrainingPictures(folder.File("taken"), ["rectangle"], withoutMosaic: 2, log);

        var passed = pictures.Of(new BatchLoader(store, 2, workers: 1).Validation(default), epoch: 0, first: 0, perEpoch: 2).Count();

        Assert.Equal(2, passed);
        Assert.Equal(2, log.Warnings.Count());
    }
}
