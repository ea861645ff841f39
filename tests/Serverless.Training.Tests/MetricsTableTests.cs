using System.Globalization;

namespace Serverless.Training.Tests;

public sealed class MetricsTableTests
{
    private static readonly EpochMetrics[] Epochs =
    [
        new(1, 4.3, 3.9, 4.2, 4.5, 4, 4.1, 0.5, 0.4, 0.3, 0.1, 0.002, 12.5, 30) { BiasLearningRate = 0.07 },
        new(2, 4.1, 3.5, 4, 4.4, 3.8, 4, 0.6, 0.5, 0.4, 0.2, 0.001, 11.25, 31) { BiasLearningRate = 0.001 },
    ];

    [Fact]
    public void Write_Epochs_HasTheColumnsThatPeopleKnow()
    {
        using var folder = new TemporaryFolder();

        MetricsTable.Write(Epochs, folder.File("metrics.csv"));

        var lines = File.ReadAllLines(folder.File("metrics.csv"));
        Assert.StartsWith(
            "epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),metrics/mAP50(B),metrics/mAP50-95(B),"
            + "val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0,lr/pg1,lr/pg2",
            lines[0],
            StringComparison.Ordinal);
        Assert.Equal("1,12.5,4.3,3.9,4.2,0.5,0.4,0.3,0.1,4.5,4,4.1,0.07,0.002,0.002,30", lines[1]);
        Assert.StartsWith("2,23.75,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        MetricsTable.Write(Epochs, folder.File("metrics.csv"));

        Assert.Equal(Epochs, MetricsTable.Read(folder.File("metrics.csv")));
    }

    [Fact]
    public void Write_CultureWithCommas_WritesPoints()
    {
        using var folder = new TemporaryFolder();
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = WithCommas();
        try
        {
            MetricsTable.Write(Epochs, folder.File("metrics.csv"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(Epochs, MetricsTable.Read(folder.File("metrics.csv")));
    }

    private static CultureInfo WithCommas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    [Theory]
    [InlineData("")]
    [InlineData("epoch,loss\n1,2\n")]
    public void Read_AnotherTable_IsRefused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("metrics.csv"), content);

        Assert.Throws<TrainingException>(() => MetricsTable.Read(folder.File("metrics.csv")));
    }
}
