using Serverless.Detection.Evaluation;
using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Evaluation;

/// <summary>Writes down what was measured.</summary>
internal static class EvaluationDocuments
{
    // Of the thousand steps that were measured every tenth is recorded.
    private const int CurveStep = 10;

    public static EvaluationDocument Create(
        EvaluationRequest request,
        ModelCard card,
        ClassMapping mapping,
        DetectionMetrics metrics,
        int inputSize,
        IReadOnlyList<WorstImage> worst,
        DateTimeOffset now) => new(
            Summary(request, card, mapping, metrics, inputSize, now),
            [.. metrics.Classes.Select(measured => Entry(measured, mapping.Common))],
            Confusion(metrics.Confusion, mapping.Common),
            [.. metrics.Curve.Where((_, i) => i % CurveStep == 0).Select(point => new ConfidencePoint(point.Confidence, Rounded(point.Precision), Rounded(point.Recall), Rounded(point.F1)))],
            [.. metrics.PrecisionByRecall.Select(Rounded)],
            worst);

    private static EvaluationSummary Summary(
        EvaluationRequest request, ModelCard card, ClassMapping mapping, DetectionMetrics metrics, int inputSize, DateTimeOffset now) => new()
        {
            Id = request.Id,
            Model = request.Model,
            Version = request.Version,
            Dataset = request.Dataset,
            DatasetVersion = request.DatasetVersion,
            Split = request.Split,
            ImageSize = inputSize,
            Images = metrics.Images,
            Boxes = metrics.Truths,
            Map50 = Rounded(metrics.Map50),
            Map50To95 = Rounded(metrics.Map50To95),
            Precision = Rounded(metrics.Precision),
            Recall = Rounded(metrics.Recall),
            F1 = Rounded(metrics.F1),
            BestConfidence = Rounded(metrics.BestConfidence),
            Own = new OwnScore(card.Dataset, card.DatasetVersion, card.Result.Map50, card.Result.Map50To95, card.Result.Precision, card.Result.Recall),
            OnlyModelClasses = mapping.OnlyModel,
            OnlyDatasetClasses = mapping.OnlyDataset,
            CreatedAt = now,
            Report = EvaluationStore.ReportAddress(request.Model, request.Id),
        };

    private static EvaluationDocument.ClassEntry Entry(ClassMetrics measured, IReadOnlyList<string> names) => new(
        names[measured.ClassId],
        measured.Images,
        measured.Truths,
        measured.Predictions,
        Rounded(measured.Precision),
        Rounded(measured.Recall),
        Rounded(measured.F1),
        Rounded(measured.Ap50),
        Rounded(measured.Ap50To95),
        Rounded(measured.BestConfidence));

    private static EvaluationDocument.ConfusionEntry Confusion(ConfusionMatrix confusion, IReadOnlyList<string> names) => new(
        ConfusionMatrix.Confidence,
        ConfusionMatrix.Iou,
        names,
        [.. Enumerable.Range(0, names.Count + 1).Select(predicted => (IReadOnlyList<int>)[.. Enumerable.Range(0, names.Count + 1).Select(actual => confusion[predicted, actual])])]);

    private static double Rounded(double value) => Math.Round(value, 6);
}
