using System.Globalization;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>metrics.csv: a line for every epoch.</summary>
public static class MetricsTable
{
    private const string Header =
        "epoch,box_loss,cls_loss,dfl_loss,val_box_loss,val_cls_loss,val_dfl_loss,precision,recall,map50,map50_95,learning_rate,seconds,images_per_second";

    /// <summary>Reads what a training has written.</summary>
    /// <exception cref="TrainingException">The file is no table of metrics.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines[0] == Header
            ? [.. lines.Skip(1).Select((line, i) => Parse(line) ?? throw Damaged(path, line: i + 2))]
            : throw Damaged(path, line: 1);
    }

    internal static void Write(IReadOnlyList<EpochMetrics> epochs, string path) =>
        AtomicFile.Write(path, temporary => File.WriteAllLines(temporary, [Header, .. epochs.Select(Line)]));

    private static string Line(EpochMetrics epoch)
    {
        double[] values =
        [
            epoch.BoxLoss, epoch.ClassLoss, epoch.DflLoss,
            epoch.ValidationBoxLoss, epoch.ValidationClassLoss, epoch.ValidationDflLoss,
            epoch.Precision, epoch.Recall, epoch.Map50, epoch.Map50To95,
            epoch.LearningRate, epoch.Seconds, epoch.ImagesPerSecond,
        ];
        var columns = values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture));
        return string.Join(',', columns.Prepend(epoch.Epoch.ToString(CultureInfo.InvariantCulture)));
    }

    private static EpochMetrics? Parse(string line)
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

        return values is [var epoch, var box, var cls, var dfl, var valBox, var valCls, var valDfl, var precision, var recall, var map50, var map50To95, var rate, var seconds, var speed]
            ? new EpochMetrics((int)epoch, box, cls, dfl, valBox, valCls, valDfl, precision, recall, map50, map50To95, rate, seconds, speed)
            : null;
    }

    private static TrainingException Damaged(string path, int line) =>
        new(FormattableString.Invariant($"{path}({line}): no line of a metrics.csv as the trainer writes it."));
}
