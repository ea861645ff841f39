using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Profiles;

public sealed class DatasetProfileTests
{
    [Fact]
    public void Merge_Parts_GiveTheWhole()
    {
        var cases =
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from count in Gen.Choose(0, 40)
            from cut in Gen.Choose(0, count)
            select (seed, count, cut);

        Prop.ForAll(Arb.From(cases), value =>
        {
            var images = Enumerable.Range(0, value.count).Select(i => Image(new Random(value.seed + i))).ToList();
            var whole = SplitProfile.Of(DatasetSplit.Train, images, 3);
            var merged = SplitProfile.Of(DatasetSplit.Train, images[..value.cut], 3).Merge(SplitProfile.Of(DatasetSplit.Train, images[value.cut..], 3));
            AssertSame(whole, merged);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Merge_OtherSplit_IsRefused()
    {
        var train = SplitProfile.Of(DatasetSplit.Train, [], 1);

        Assert.Throws<ArgumentException>(() => train.Merge(SplitProfile.Of(DatasetSplit.Test, [], 1)));
        Assert.Throws<ArgumentException>(() => train.Merge(SplitProfile.Of(DatasetSplit.Train, [], 2)));
        Assert.Throws<ArgumentException>(() => Distribution.Of(new Scale(0, 1, 4), []).Merge(Distribution.Of(new Scale(0, 2, 4), [])));
    }

    [Fact]
    public void Distribution_OneToFour_IsAsComputedByHand()
    {
        var four = Distribution.Of(new Scale(0, 4, 4), [0.5, 1.5, 2.5, 3.5, 9, -1]);

        Assert.Equal([2, 1, 1, 2], four.Counts);
        Assert.Equal((6L, -1.0, 9.0), (four.Count, four.Minimum, four.Maximum));
        Assert.Equal(16.0 / 6, four.Mean, 1e-12);
        Assert.Equal(2, four.Quantile(0.5), 1e-12 + 1);
        Assert.Equal(0, Distribution.Of(new Scale(0, 4, 4), []).Quantile(0.5));
    }

    [Fact]
    public void Scale_Logarithmic_HasEqualFactors()
    {
        var scale = new Scale(1, 10_000, 4, IsLogarithmic: true);

        Assert.Equal([0, 0, 0, 1, 2, 3, 3, 3], new[] { -5, 0, 5, 50, 500, 5000, 10_000, double.MaxValue }.Select(scale.BinOf));
        Assert.Equal(100, scale.ValueAt(2), 1e-9);
    }

    [Fact]
    public void Ingest_SmallSet_IsProfiledBySplit()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Pair("train/images/e.jpg", "train/labels/e.txt", "0 0.1 0.9 0.05 0.1\n"));

        var train = set.Report.Profile!.Splits[0];
        Assert.Equal((DatasetSplit.Train, 3), (train.Split, train.Images));
        Assert.Equal(1, train.BoxCenters[(14 * SplitProfile.HeatMapSide) + 1]);
        Assert.Equal(2, train.BoxCenters[(8 * SplitProfile.HeatMapSide) + 8]);
        Assert.Equal([3], train.BoxesByClass);
        Assert.Equal(1, train.BoxesPerImage.Mean);
        Assert.Equal(0.005, train.BoxArea.Minimum, 1e-6);
        Assert.InRange(train.Brightness.Mean, 0.6, 0.8);
        Assert.Equal(2, set.Report.Profile.Splits[1].Images);
    }

    [Fact]
    public void Ingest_OtherGroups_GiveTheSameProfile()
    {
        var dataset = DatasetBuilder.Ordinary();

        Assert.Equal(Json(Ingested.From(dataset).Report.Profile!), Json(Ingested.From(dataset, new() { ImagesPerGroup = 1 }).Report.Profile!));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var json = Json(Ingested.From(DatasetBuilder.Ordinary()).Report.Profile!);

        Assert.Equal(json, Json(DatasetProfile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))));
        Assert.Throws<DatasetException>(() => DatasetProfile.Read(new MemoryStream("{}"u8.ToArray())));
        Assert.Throws<DatasetException>(() => DatasetProfile.Read(new MemoryStream("null"u8.ToArray())));
    }

    private static void AssertSame(SplitProfile whole, SplitProfile merged)
    {
        Assert.Equal(whole.Images, merged.Images);
        Assert.Equal(whole.BoxCenters, merged.BoxCenters);
        Assert.Equal(whole.BoxesByClass, merged.BoxesByClass);
        AssertNear(whole.Hues, merged.Hues);
        AssertNear(whole.EdgeOrientations, merged.EdgeOrientations);
        foreach (var distribution in typeof(SplitProfile).GetProperties().Where(property => property.PropertyType == typeof(Distribution)))
        {
            var (one, other) = ((Distribution)distribution.GetValue(whole)!, (Distribution)distribution.GetValue(merged)!);
            Assert.Equal(one.Counts, other.Counts);
            Assert.Equal((one.Count, one.Minimum, one.Maximum), (other.Count, other.Minimum, other.Maximum));
            AssertNear([one.Mean, one.Variance], [other.Mean, other.Variance]);
        }
    }

    private static void AssertNear(IReadOnlyList<double> expected, IReadOnlyList<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * (1 + Math.Abs(pair.First))));

    private static (DatasetImage Image, ImageStatistics Statistics) Image(Random random)
    {
        float[] Shares(int bins) => [.. Enumerable.Range(0, bins).Select(_ => random.NextSingle())];
        var (width, height) = (random.Next(1, 5000), random.Next(1, 5000));
        var image = new DatasetImage
        {
            Name = random.Next().ToString(CultureInfo.InvariantCulture),
            Source = string.Empty,
            Split = DatasetSplit.Train,
            Width = width,
            Height = height,
            Sha256 = string.Empty,
            Shard = 0,
            Boxes = [.. Enumerable.Range(0, random.Next(5)).Select(_ => new LabeledBox(random.Next(3), random.NextSingle(), random.NextSingle(), random.NextSingle() + 1e-4f, random.NextSingle() + 1e-4f))],
        };
        var statistics = new ImageStatistics
        {
            Width = width,
            Height = height,
            Brightness = random.NextSingle(),
            Contrast = random.NextSingle() / 2,
            Sharpness = random.NextSingle() * 10_000,
            Colorfulness = random.NextSingle() * 200,
            Saturation = random.NextSingle(),
            Hues = Shares(ImageStatistics.HueBins),
            EdgeOrientations = Shares(ImageStatistics.OrientationBins),
        };
        return (image, statistics);
    }

    private static string Json(DatasetProfile profile)
    {
        using var stream = new MemoryStream();
        profile.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
