using System.Text.Json;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Training.Loading;
using Serverless.Training.Reports;

namespace Serverless.Training.Tests.Reports;

public sealed class EvaluationReportTests
{
    private static readonly string[] s_pictures =
        ["PR_curve.png", "P_curve.png", "R_curve.png", "F1_curve.png", "confusion_matrix.png", "confusion_matrix_normalized.png"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(80)]
    public void Write_AnyNumberOfClasses_LeavesEveryFile(int classes)
    {
        using var folder = new TemporaryFolder();

        new EvaluationReport(folder.Path, Detections.Names(classes)).Write(Detections.Of(classes));

        Assert.Equal([.. s_pictures.Append("metrics.json").Order()], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.All(s_pictures, name => Assert.True(IsPicture(folder.File(name)), name));
    }

    [Fact]
    public void Write_NothingMarked_LeavesEveryFile()
    {
        using var folder = new TemporaryFolder();
        var evaluator = new DetectionEvaluator(2);
        evaluator.Add([], []);

        new EvaluationReport(folder.Path, ["car", "truck"]).Write(evaluator.Compute());

        Assert.All(s_pictures, name => Assert.True(IsPicture(folder.File(name)), name));
    }

    [Fact]
    public void Write_Metrics_AreInTheJson()
    {
        using var folder = new TemporaryFolder();
        var evaluator = new DetectionEvaluator(2);
        var (left, right) = (new Box(0, 0, 10, 10), new Box(50, 0, 60, 10));
        evaluator.Add(
            [new DetectedObject(left, 0, 0.9f), new DetectedObject(right, 0, 0.8f)],
            [new GroundTruthObject(left, 0), new GroundTruthObject(right, 1)]);

        new EvaluationReport(folder.Path, ["Straßenloch", "crack"]).Write(evaluator.Compute());

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("metrics.json")));
        var root = json.RootElement;
        Assert.Equal((1, 2, 0.5), (root.GetProperty("images").GetInt32(), root.GetProperty("boxes").GetInt32(), root.GetProperty("map50").GetDouble()));
        var first = root.GetProperty("classes")[0];
        Assert.Equal(("Straßenloch", 1, 1.0), (first.GetProperty("name").GetString(), first.GetProperty("boxes").GetInt32(), first.GetProperty("map50To95").GetDouble()));
        Assert.Equal(0.85, first.GetProperty("bestConfidence").GetDouble(), 0.01);
        Assert.Equal(
            [("Straßenloch", "Straßenloch", 1), ("crack", "Straßenloch", 1)],
            root.GetProperty("confusion").GetProperty("cells").EnumerateArray().Select(static cell =>
                (cell.GetProperty("actual").GetString(), cell.GetProperty("predicted").GetString(), cell.GetProperty("count").GetInt32())));
    }

    [Fact]
    public void Observe_Batches_DrawsTheFirstThreeWithLabelsAndSurePredictions()
    {
        using var folder = new TemporaryFolder();
        using var store = new ImageStore(Pictures.Rectangles(8), 96, cacheBytes: 0);
        var report = new EvaluationReport(folder.Path, ["rectangle"]);
        var sure = new DetectedObject(new Box(10, 40, 40, 80), 0, 0.9f);
        foreach (var batch in new BatchLoader(store, 2, workers: 1).Validation(default))
        {
            report.Observe(batch, [[sure], [sure with { Confidence = 0.2f }]]);
        }

        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
        using var labels = Cv2.ImRead(folder.File("val_batch2_labels.png"));
        using var predictions = Cv2.ImRead(folder.File("val_batch2_pred.png"));
        Assert.Equal(new Size(192, 96), predictions.Size());
        // The fifth image has no labels, and was given a sure prediction; the sixth has labels and an unsure prediction.
        Assert.NotEqual(labels.At<Vec3b>(60, 10), predictions.At<Vec3b>(60, 10));
        Assert.Equal(labels.At<Vec3b>(60, 30), predictions.At<Vec3b>(60, 30));
        Assert.True(Differs(labels, predictions, new Rect(96, 0, 96, 96)));
    }

    [Fact]
    public void Write_FolderThatIsAFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), string.Empty);

        var exception = Assert.Throws<TrainingException>(() => new EvaluationReport(folder.File("taken"), ["car"]).Write(Detections.Of(1)));

        Assert.Contains("cannot be written", exception.Message, StringComparison.Ordinal);
    }

    private static bool IsPicture(string path)
    {
        using var picture = Cv2.ImRead(path);
        using var gray = new Mat();
        Cv2.CvtColor(picture, gray, ColorConversionCodes.BGR2GRAY);
        Cv2.MinMaxLoc(gray, out double darkest, out double lightest);
        return picture.Width >= 1000 && lightest - darkest > 100;
    }

    private static bool Differs(Mat first, Mat second, Rect where)
    {
        using var difference = new Mat();
        Cv2.Absdiff(first.SubMat(where), second.SubMat(where), difference);
        return Cv2.Sum(difference).Val0 + Cv2.Sum(difference).Val1 + Cv2.Sum(difference).Val2 > 0;
    }
}
