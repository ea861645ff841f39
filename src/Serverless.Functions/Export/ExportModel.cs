using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Functions.Training;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Export;

/// <summary>
/// Orchestrates an export: the app has no training library, so that the launcher of trainings starts a job which makes the file. It takes
/// no slot: it computes a few images on processors.
/// </summary>
public static class ExportModel
{
    private const int MaximumAttempts = 3;

    // An export takes a minute; a container may wait long for its machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    [Function(nameof(ExportModel))]
    public static async Task<ExportModelAnswer> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<ExportModelInput>()!;

        // Another one where a failed export is started again: what the first left would be taken for its result.
        var id = $"{context.InstanceId}-{context.NewGuid():N}";
        try
        {
            await context.CallActivityAsync(nameof(PlanExport), new ModelExport(id, input.Card.Name, input.Card.Version, input.Format), ActivityRetries.Default);
            await MakeAsync(context, id);
            context.SetCustomStatus(new StageStatus("done"));
            return ExportModelAnswer.Of(input.Card, ModelFormat.Parse(input.Format));
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }

    private static async Task MakeAsync(TaskOrchestrationContext context, string id)
    {
        for (var attempt = 1; attempt <= MaximumAttempts; attempt++)
        {
            context.SetCustomStatus(new StageStatus("launching"));
            await context.CallActivityAsync(nameof(LaunchTraining), new LaunchTrainingInput(id, attempt), ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("exporting"));
            if (await FollowAsync(context, id) is { } result)
            {
                if (result.Error is { } error)
                {
                    throw new PipelineException(error);
                }

                return;
            }
        }

        throw new PipelineException($"The export job ended {MaximumAttempts} times without a result: see runs/{id}/log.txt for what happened.");
    }

    /// <summary>Returns the result, or null where the job ended without one.</summary>
    private static async Task<ExportResult?> FollowAsync(TaskOrchestrationContext context, string id)
    {
        var deadline = context.CurrentUtcDateTime + s_patience;
        for (var pause = TimeSpan.FromMilliseconds(250); context.CurrentUtcDateTime < deadline; pause = pause < TimeSpan.FromSeconds(15) ? pause * 1.5 : pause)
        {
            var check = await context.CallActivityAsync<ExportCheck>(nameof(CheckExport), id, ActivityRetries.Default);
            if (check.Result is not null || !check.IsAlive)
            {
                return check.Result;
            }

            await context.CreateTimer(pause, CancellationToken.None);
        }

        await context.CallActivityAsync(nameof(StopTraining), new StopTrainingInput(id, Result: null), ActivityRetries.Default);
        throw new PipelineException($"The export was stopped after {s_patience.TotalHours:0} hour: see runs/{id}/log.txt for what happened, and ask for it again.");
    }
}
