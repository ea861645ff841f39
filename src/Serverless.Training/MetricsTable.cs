using System.Globalization;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>
/// metrics.csv: a line for every epoch, with the columns that people know from results.csv of the Python original, and the speed.
/// <c>time</c> counts seconds from the first epoch on; <c>lr/pg0</c> is the learning rate of biases, <c>lr/pg1</c> of weights,
/// <c>lr/pg2</c> of batch normalisation.
/// </summary>
public static class MetricsTable
{
    private const string Header =
        "epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),metrics/mAP50(B),metrics/mAP50-95(B),"
        + "val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0,lr/pg1,lr/pg2,images_per_second";

    /// <summary>Reads what a training has written.</summary>
    /// <exception cref="TrainingException">The file is no table of metrics.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw Damaged(path, line: 1);
        }

        var epochs = new List<EpochMetrics>();
        var time = 0.0;
        foreach (var line in lines.Skip(1))
        {
            var values = Numbers(line) ?? throw Damaged(path, line: epochs.Count + 2);
            epochs.Add(Parse(values, time));
            time = values[1];
        }

        return epochs;
    }

    internal static void Write(IReadOnlyList<EpochMetrics> epochs, string path)
    {
        var time = 0.0;
        var lines = epochs.Select(epoch => Line(epoch, time += epoch.Seconds)).ToArray();
        AtomicFile.Write(path, temporary => File.WriteAllLines(temporary, [Header, .. lines]));
    }

    private static string Line(EpochMetrics epoch, double time)
    {
        double[] values =
        [
            time,
            epoch.BoxLoss, epoch.ClassLoss, epoch.DflLoss,
            epoch.Precision, epoch.Recall, epoch.Map50, epoch.Map50To95,
            epoch.ValidationBoxLoss, epoch.ValidationClassLoss, epoch.ValidationDflLoss,
            epoch.BiasLearningRate, epoch.LearningRate, epoch.LearningRate,
            epoch.ImagesPerSecond,
        ];
        var columns = values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture));
        return string.Join(',', columns.Prepend(epoch.Epoch.ToString(CultureInfo.InvariantCulture)));
    }

    private static double[]? Numbers(string line)
    {
        var columns = line.Split(',');
        var values = new double[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!double.TryParse(columns[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                return null;
            }
        }

        return columns.Length == Header.Split(',').Length ? values : null;
    }

    private static EpochMetrics Parse(double[] values, double timeBefore) => new(
        (int)values[0],
        BoxLoss: values[2],
        ClassLoss: values[3],
        DflLoss: values[4],
        ValidationBoxLoss: values[9],
        ValidationClassLoss: values[10],
        ValidationDflLoss: values[11],
        Precision: values[5],
        Recall: values[6],
        Map50: values[7],
        Map50To95: values[8],
        LearningRate: values[13],
        Seconds: values[1] - timeBefore,
        ImagesPerSecond: values[15])
    {
        BiasLearningRate = values[12],
    };

    private static TrainingException Damaged(string path, int line) =>
        new(FormattableString.Invariant($"{path}({line}): no line of a metrics.csv as the trainer writes it."));
}
