using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Analysis;
using Serverless.Functions.Catalog;
using Serverless.Functions.Derivation;
using Serverless.Functions.Evaluation;
using Serverless.Functions.Ingestion;
using Serverless.Functions.Training;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.OpenApi;

/// <summary>The operations of the API by the names of their functions.</summary>
internal static class OperationDescriptions
{
    private static readonly Dictionary<string, OperationDescription> s_byFunction = new(StringComparer.Ordinal)
    {
        ["ListDatasets"] = new("Lists the data sets and their published versions."),
        ["ListModels"] = new("Lists the models.", Answer: typeof(ModelListEntry[])),
        ["GetModel"] = new("Gives the cards of a model's versions and which was trained from which.", Answer: typeof(ModelAnswer)),
        ["GetModelVersion"] = new("Gives the card of a model version and lists its files.", Answer: typeof(ModelVersionAnswer)),
        ["GetModelFile"] = new("Gives a file of a model version, such as model.onnx.") { MediaType = "application/octet-stream" },
        ["ExportModel"] = new("Says where a model version lies in a format.", typeof(ExportModelBody), typeof(ExportModelAnswer)) { RequiredField = "format" },
        [nameof(TrainModelOnRequest)] = Starts("Starts a training, which ends as a new version of the model.", typeof(TrainModelBody), "dataset") with
        {
            Header = (TrainModelOnRequest.IdempotencyKey, "A request repeated with the same value starts nothing new and gets the same answer."),
        },
        ["PromoteVersion"] = new("Makes a version, newer or older, the current one.", Answer: typeof(DecisionAnswer)),
        ["DeclineVersion"] = new("Leaves the current version as it is and ends the wait of the training that made this one.", Answer: typeof(DecisionAnswer)),
        [nameof(EvaluateModelOnRequest)] = Starts("Measures a model version on a split of a data set version.", typeof(EvaluateModelBody), "dataset"),
        ["ListEvaluations"] = new("Lists what a model version was measured on, the newest first.", Answer: typeof(EvaluationSummary[])),
        ["GetEvaluationFile"] = new("Gives metrics.json, report.html or a picture of an evaluation.") { MediaType = "application/octet-stream" },
        ["ListRuns"] = new("Lists the trainings.", Answer: typeof(RunListEntry[])),
        ["GetRun"] = new("Gives request, progress, execution and result of a training.", Answer: typeof(RunAnswer)),
        ["GetRunLog"] = new("Gives the log of a training.") { MediaType = "text/plain" },
        [nameof(CancelRunOnRequest)] = Starts("Ends a training, whether it waits or runs."),
        [nameof(AnalyzeVideoOnRequest)] = Starts("Analyses an uploaded video.", typeof(AnalyzeVideoBody), "video"),
        [nameof(IngestDatasetOnRequest)] = Starts("Ingests a data set from Kaggle, or an archive that lies in the inbox.", typeof(IngestDatasetBody)),
        ["MergeDatasets"] = Starts("Makes a data set version out of several.", typeof(MergeDatasetsBody)),
        ["SubsetDataset"] = Starts("Makes a data set version out of a part of one.", typeof(SubsetDatasetBody)),
        [nameof(RenderAnalysisOnRequest)] = Starts("Draws a finished analysis at another confidence.", typeof(RenderAnalysisBody), "confidence"),
        ["GetOpenApi"] = new("Gives this document."),
    };

    /// <summary>The description of a function; for one that is in no table only its name, in words.</summary>
    public static OperationDescription Of(string function) =>
        s_byFunction.GetValueOrDefault(function) ?? new OperationDescription(InWords(function));

    private static OperationDescription Starts(string summary, Type? body = null, string? requiredField = null) =>
        new(summary, body, typeof(HttpManagementPayload)) { IsAccepted = true, RequiredField = requiredField };

    private static string InWords(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString())) + ".";
}
