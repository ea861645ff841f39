using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class UnlabeledLayoutTests
{
    [Fact]
    public void Ingest_ImagesOnly_BecomeAnUnlabelledVersion()
    {
        var set = Ingested.From(new DatasetBuilder().Image("images/a.jpg").Image("images/b.jpg").Text("README.txt", "photos"));

        Assert.True(set.Manifest.IsUnlabeled);
        Assert.Equal(["images/a.jpg", "images/b.jpg"], set.Manifest.Images.Select(image => image.Source));
        Assert.All(set.Manifest.Images, image => Assert.Empty(image.Boxes));
        Assert.Empty(set.Manifest.Classes);
        Assert.Contains("2 images, 0 boxes, 0 classes", set.Report.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(
            "set.zip has 2 images but no labels: taken in to be labelled; nothing can be trained on it before; a YOLO data set needs one .txt per image beside it or in labels/.",
            Assert.Single(set.Report.Findings).Message);
    }

    [Fact]
    public void Ingest_OneImageWithClassNames_KeepsThem()
    {
        var set = Ingested.From(new DatasetBuilder().Image("a.jpg"), new IngestionOptions { ClassNames = ["pothole"] });

        Assert.True(set.Manifest.IsUnlabeled);
        Assert.Equal(["pothole"], set.Manifest.Classes);
    }

    [Fact]
    public void Ingest_SplitFolders_AreKept()
    {
        var set = Ingested.From(new DatasetBuilder().Image("train/a.jpg").Image("test/b.jpg"));

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Test], set.Manifest.Images.Select(image => image.Split));
    }

    [Fact]
    public void Ingest_FoldersAskedForAsUnlabelled_AreNotTakenForClasses()
    {
        var dataset = new DatasetBuilder().Image("left/a.jpg").Image("right/b.jpg");

        Assert.Throws<DatasetException>(() => Ingested.From(dataset));
        Assert.True(Ingested.From(dataset, new IngestionOptions { Format = DatasetFormat.Unlabeled }).Manifest.IsUnlabeled);
    }

    [Fact]
    public void Open_PublishedVersion_SaysThatItIsUnlabelled()
    {
        using var folder = new TemporaryFolder();
        Ingested.From(new DatasetBuilder().Image("images/a.jpg").Image("images/b.jpg")).Publish(folder.Path);

        using var reader = DatasetReader.Open(folder.Path);

        Assert.True(reader.IsUnlabeled);
        Assert.Equal(2, reader.Samples(DatasetSplit.Train).Count);
    }

    [Fact]
    public void Ingest_Labels_IsNotUnlabelled() => Assert.False(Ingested.From(DatasetBuilder.Ordinary()).Manifest.IsUnlabeled);
}
