using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>
/// Orchestrates a training: launches the job, follows its progress, launches it again where its machine was lost, and
/// registers what came out as a model version.
/// </summary>
public static class TrainModel
{
    private const int MaximumAttempts = 3;
    private const int PollsPerHistory = 200;

    [Function(nameof(TrainModel))]
    public static async Task<TrainModelOutput?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var state = context.GetInput<TrainModelState>()!;
        try
        {
            var (result, reached) = await FollowAsync(context, state);
            if (result is null)
            {
                context.ContinueAsNew(reached);
                return null;
            }

            if (result.Outcome is null)
            {
                throw new PipelineException(result.Error ?? "The training ended without a result and without an error.");
            }

            context.SetCustomStatus(new StageStatus("registering"));
            var output = await context.CallActivityAsync<TrainModelOutput>(nameof(RegisterModel), state.Run.Id, ActivityRetries.Default);
            context.SetCustomStatus(new StageStatus("done"));
            return output;
        }
        catch (TaskFailedException exception)
        {
            throw UserMistake.Describe(exception);
        }
    }

    /// <summary>Returns the result, or <c>null</c> where the history has become long and a new one should begin.</summary>
    private static async Task<(RunResult? Result, TrainModelState Reached)> FollowAsync(TaskOrchestrationContext context, TrainModelState state)
    {
        if (state.Attempt == 0)
        {
            state = await LaunchAsync(context, state);
        }

        for (var poll = 0; poll < PollsPerHistory; poll++)
        {
            var check = await context.CallActivityAsync<RunCheck>(nameof(CheckRun), state.Run.Id, ActivityRetries.Default);
            context.SetCustomStatus(TrainModelStatus.From(check.Progress, state.Attempt));
            if (check.Result is not null)
            {
                return (check.Result, state);
            }

            if (!check.IsAlive)
            {
                state = await LaunchAsync(context, state);
            }

            state = state with { Polls = state.Polls + 1 };
            await context.CreateTimer(PollInterval(state.Polls), CancellationToken.None);
        }

        return (null, state);
    }

    private static async Task<TrainModelState> LaunchAsync(TaskOrchestrationContext context, TrainModelState state)
    {
        var attempt = state.Attempt + 1;
        if (attempt > MaximumAttempts)
        {
            throw new PipelineException(
                $"The training job ended {MaximumAttempts} times without a result: see runs/{state.Run.Id}/log.txt for what happened.");
        }

        context.SetCustomStatus(new TrainModelStatus("launching", attempt));
        await context.CallActivityAsync(nameof(LaunchTraining), new LaunchTrainingInput(state.Run.Id, attempt), ActivityRetries.Default);
        return state with { Attempt = attempt };
    }

    // The first two minutes are watched closely; later a slow look is enough and keeps the history short.
    private static TimeSpan PollInterval(int polls) => TimeSpan.FromSeconds(polls < 60 ? 2 : 10);
}
