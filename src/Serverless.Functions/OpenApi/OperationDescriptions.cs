using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Analysis;
using Serverless.Functions.Catalog;
using Serverless.Functions.Derivation;
using Serverless.Functions.Evaluation;
using Serverless.Functions.Export;
using Serverless.Functions.Ingestion;
using Serverless.Functions.Training;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.OpenApi;

/// <summary>The operations of the API by the names of their functions.</summary>
internal static class OperationDescriptions
{
    private static readonly string[] s_files = [OperationDescription.Json, "application/octet-stream", "text/csv", "image/png"];

    private static readonly Dictionary<string, OperationDescription> s_byFunction = new(StringComparer.Ordinal)
    {
        ["ListDatasets"] = new("Lists the data sets and their published versions.", Answer: typeof(DatasetListEntry[])),
        ["GetDataset"] = new("Describes the versions of a data set.", Answer: typeof(DatasetAnswer)),
        ["GetDatasetFile"] = new("Gives report.html, report.json or manifest.json of a data set version, such as v1.") { MediaTypes = [OperationDescription.Json, "text/html"] },
        ["ListModels"] = new("Lists the models.", Answer: typeof(ModelListEntry[])),
        ["GetModel"] = new("Gives the cards of a model's versions and which was trained from which.", Answer: typeof(ModelAnswer)),
        ["GetModelVersion"] = new("Gives the card of a model version and lists its files.", Answer: typeof(ModelVersionAnswer)),
        ["GetModelFile"] = new("Gives a file of a model version, such as model.onnx.") { MediaTypes = s_files },
        [nameof(ExportModelOnRequest)] = new("Says where a model version lies in a format, or starts to make it.", typeof(ExportModelBody), typeof(ExportModelAnswer))
        {
            RequiredField = "format",
            MayBeAccepted = true,
        },
        [nameof(TrainModelOnRequest)] = Starts("Starts a training, which ends as a new version of the model.", typeof(TrainModelBody), "dataset") with
        {
            MissingIsBadRequest = true,
            Optional = [(TrainModelOnRequest.IdempotencyKey, "header", "A request repeated with the same value starts nothing new and gets the same answer.")],
        },
        ["PromoteVersion"] = new("Makes a version, newer or older, the current one.", Answer: typeof(DecisionAnswer)),
        ["DeclineVersion"] = new("Leaves the current version as it is and ends the wait of the training that made this one.", Answer: typeof(DecisionAnswer)),
        [nameof(EvaluateModelOnRequest)] = Starts("Measures a model version on a split of a data set version.", typeof(EvaluateModelBody), "dataset") with { MissingIsBadRequest = true },
        ["ListEvaluations"] = new("Lists what a model version was measured on, the newest first.", Answer: typeof(EvaluationSummary[])),
        ["GetEvaluationFile"] = new("Gives metrics.json, report.html or a picture of an evaluation.") { MediaTypes = [OperationDescription.Json, "text/html", "image/png", "image/jpeg"] },
        ["ListRuns"] = new("Lists the trainings.", Answer: typeof(RunListEntry[])),
        ["GetRun"] = new("Gives request, progress, execution and result of a training.", Answer: typeof(RunAnswer)),
        ["GetRunLog"] = new("Gives the log of a training.") { MediaTypes = ["text/plain"] },
        [nameof(CancelRunOnRequest)] = Starts("Ends a training, whether it waits or runs.") with { MayConflict = true },
        [nameof(AnalyzeVideoOnRequest)] = Starts("Analyses an uploaded video.", typeof(AnalyzeVideoBody), "video"),
        ["ListAnalyses"] = new("Lists the finished analyses.", Answer: typeof(AnalysisListEntry[])),
        ["GetAnalysis"] = new("Gives an analysis, finished or not.", Answer: typeof(AnalysisAnswer)),
        [nameof(RenderAnalysisOnRequest)] = Starts("Draws a finished analysis at another confidence.", typeof(RenderAnalysisBody), "confidence"),
        [nameof(DetectInImage)] = new("Says what is in an image, or draws it there where the header Accept asks for image/jpeg.", Answer: typeof(DetectInImageAnswer))
        {
            MediaTypes = [OperationDescription.Json, "image/jpeg"],
            RawBody = "image/*",
            Optional =
            [
                ("model", "query", "A model (its current version) or a model version such as pothole/v2; the default model where left out."),
                ("confidence", "query", "Lowest confidence of an object, 0.01 to 1; 0.25 where left out."),
            ],
        },
        [nameof(IngestDatasetOnRequest)] = Starts("Ingests a data set from Kaggle, or an archive that lies in the inbox.", typeof(IngestDatasetBody)),
        ["MergeDatasets"] = Starts("Makes a data set version out of several.", typeof(MergeDatasetsBody), "versions") with { MissingIsBadRequest = true },
        ["SubsetDataset"] = Starts("Makes a data set version out of a part of one.", typeof(SubsetDatasetBody), "version") with { MissingIsBadRequest = true },
        ["GetOpenApi"] = new("Gives this document."),
    };

    /// <summary>The description of a function.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public static OperationDescription Of(string function) =>
        s_byFunction.GetValueOrDefault(function) ?? throw new InvalidOperationException($"The function {function} answers HTTP requests and is not described: add it to {nameof(OperationDescriptions)}.");

    private static OperationDescription Starts(string summary, Type? body = null, string? requiredField = null) =>
        new(summary, body, typeof(HttpManagementPayload)) { IsAccepted = true, RequiredField = requiredField };
}
