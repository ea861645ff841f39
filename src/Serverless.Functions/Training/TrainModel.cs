using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>
/// Orchestrates a training: waits for a slot, launches the job, follows its progress, launches it again where its machine was lost, and
/// registers what came out as a model version.
/// </summary>
public static class TrainModel
{
    /// <summary>Name of the event that ends a run.</summary>
    public const string CancelEvent = "Cancel";

    /// <summary>Name of the event that decides on a version: true makes it the current one.</summary>
    public const string DecisionEvent = "Decision";

    private const int MaximumFruitlessAttempts = 3;
    private const int PollsPerHistory = 200;
    private const int PollsPerSlotCheck = 5;

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

            var output = await EndAsync(context, state.Run.Id, result);
            await LeaveAsync(context, state);
            return output is { IsCurrent: false } && state.Limits.Approval > TimeSpan.Zero
                ? await AwaitDecisionAsync(context, state, output)
                : output;
        }
        catch (TaskFailedException exception)
        {
            var described = UserMistake.Describe(exception);
            await GiveUpAsync(context, state, described, described is PipelineException ? RunFailure.Input : RunFailure.Bug);
            throw described;
        }
        catch (PipelineException exception)
        {
            await GiveUpAsync(context, state, exception, RunFailure.Bug);
            throw;
        }
    }

    // The run gets a result where its job wrote none, and nothing of it stays behind: no job, no place in the line.
    private static async Task GiveUpAsync(TaskOrchestrationContext context, TrainModelState state, Exception exception, RunFailure failure)
    {
        try
        {
            await StopAsync(context, state, new RunResult(Outcome: null, exception.Message, failure));
        }
        finally
        {
            await LeaveAsync(context, state);
        }
    }

    private static async Task<TrainModelOutput?> EndAsync(TaskOrchestrationContext context, string runId, RunResult result)
    {
        if (result.Failure == RunFailure.Cancelled)
        {
            context.SetCustomStatus(new StageStatus("cancelled"));
            return null;
        }

        if (result.Outcome is null)
        {
            throw new PipelineException(result.Error ?? "The training ended without a result and without an error.");
        }

        context.SetCustomStatus(new StageStatus("registering"));
        var output = await context.CallActivityAsync<TrainModelOutput>(nameof(RegisterModel), runId, ActivityRetries.Patient);
        context.SetCustomStatus(new StageStatus("done"));
        return output;
    }

    private static async Task<TrainModelOutput> AwaitDecisionAsync(TaskOrchestrationContext context, TrainModelState state, TrainModelOutput output)
    {
        context.SetCustomStatus(new ApprovalStatus(
            "awaitingApproval",
            output.Version,
            output.Outcome.Map50,
            output.Outcome.Map50To95,
            output.Outcome.Incumbent,
            FormattableString.Invariant($"/api/models/{output.Model}/versions/{output.Version}/promote")));
        var decision = context.WaitForExternalEvent<bool>(DecisionEvent);
        await PauseAsync(context, state.Limits.Approval, decision);
        var approved = decision.IsCompleted && await decision;
        if (approved)
        {
            await context.CallActivityAsync(nameof(PromoteModel), new ModelReference(output.Model, output.Version), ActivityRetries.Patient);
        }

        context.SetCustomStatus(new StageStatus("done"));
        return output with { IsCurrent = approved };
    }

    private static Task LeaveAsync(TaskOrchestrationContext context, TrainModelState state) =>
        context.Entities.CallEntityAsync(TrainingSlots.Id, nameof(TrainingSlots.Leave), state.Run.Id);

    /// <summary>Returns the result, or null where the history has become long and a new one should begin.</summary>
    private static async Task<(RunResult? Result, TrainModelState Reached)> FollowAsync(TaskOrchestrationContext context, TrainModelState state)
    {
        var cancelled = context.WaitForExternalEvent<object?>(CancelEvent);
        for (var poll = 0; poll < PollsPerHistory; poll++)
        {
            if (cancelled.IsCompleted)
            {
                return (await StopAsync(context, state, new RunResult(null, "The training was cancelled on request.", RunFailure.Cancelled)), state);
            }

            if (state.Attempt == 0 || poll % PollsPerSlotCheck == 0)
            {
                state = await TakeTurnAsync(context, state);
            }

            if (state.Attempt > 0)
            {
                (state, var ended) = await CheckAsync(context, state);
                if (ended is not null)
                {
                    return (ended, state);
                }
            }

            state = state with { Polls = state.Polls + 1 };
            await PauseAsync(context, PollInterval(state.Polls), cancelled);
        }

        return (null, state);
    }

    // Keeps the place in the line and, once it is the run's turn, launches the job.
    private static async Task<TrainModelState> TakeTurnAsync(TaskOrchestrationContext context, TrainModelState state)
    {
        var place = await context.Entities.CallEntityAsync<int>(TrainingSlots.Id, nameof(TrainingSlots.Enter), state.Run.Id);
        if (state.Attempt > 0)
        {
            return state;
        }

        if (place > 0)
        {
            context.SetCustomStatus(new TrainModelStatus("waiting", 0, Place: place));
            return state;
        }

        return await LaunchAsync(context, state with { StartedAt = context.CurrentUtcDateTime }, epoch: 0);
    }

    private static async Task<(TrainModelState State, RunResult? Ended)> CheckAsync(TaskOrchestrationContext context, TrainModelState state)
    {
        var check = await context.CallActivityAsync<RunCheck>(nameof(CheckRun), state.Run.Id, ActivityRetries.Patient);
        context.SetCustomStatus(TrainModelStatus.From(check.Progress, state.Attempt));
        if (check.Result is not null)
        {
            return (state, check.Result);
        }

        var now = context.CurrentUtcDateTime;
        if (now - state.StartedAt > state.Limits.Total)
        {
            var error = FormattableString.Invariant(
                $"The training was stopped after {state.Limits.Total.TotalHours:0.##} hours, the limit in the setting Training:MaximumHours. Its last checkpoint is kept in runs/{state.Run.Id}.");
            return (state, await StopAsync(context, state, new RunResult(null, error, RunFailure.Time)));
        }

        if (check.IsAlive && now - LastSign(check.Progress, state) > state.Limits.Silence)
        {
            await StopAsync(context, state, result: null);
            return (await LaunchAsync(context, state, check.Progress?.Epoch ?? 0), null);
        }

        return check.IsAlive ? (state, null) : (await LaunchAsync(context, state, check.Progress?.Epoch ?? 0), null);
    }

    private static DateTime LastSign(RunProgress? progress, TrainModelState state) =>
        progress is not null && progress.UpdatedAt.UtcDateTime > state.LaunchedAt ? progress.UpdatedAt.UtcDateTime : state.LaunchedAt;

    private static async Task<RunResult?> StopAsync(TaskOrchestrationContext context, TrainModelState state, RunResult? result)
    {
        await context.CallActivityAsync(nameof(StopTraining), new StopTrainingInput(state.Run.Id, result), ActivityRetries.Patient);
        return result;
    }

    // A machine may be lost as often as it likes, as long as the run gets on in between.
    private static async Task<TrainModelState> LaunchAsync(TaskOrchestrationContext context, TrainModelState state, int epoch)
    {
        var fruitless = epoch > state.EpochAtLaunch ? 1 : state.FruitlessAttempts + 1;
        if (fruitless > MaximumFruitlessAttempts)
        {
            throw new PipelineException(
                $"The training job ended {MaximumFruitlessAttempts} times without a result: see runs/{state.Run.Id}/log.txt for what happened.");
        }

        var attempt = state.Attempt + 1;
        context.SetCustomStatus(new TrainModelStatus("launching", attempt));
        await context.CallActivityAsync(nameof(LaunchTraining), new LaunchTrainingInput(state.Run.Id, attempt), ActivityRetries.Patient);
        return state with { Attempt = attempt, FruitlessAttempts = fruitless, EpochAtLaunch = epoch, LaunchedAt = context.CurrentUtcDateTime, Polls = 0 };
    }

    private static async Task PauseAsync(TaskOrchestrationContext context, TimeSpan duration, Task cancelled)
    {
        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(duration, stop.Token);
        await Task.WhenAny(timer, cancelled);
        End(timer, stop);
    }

    // Not awaited: that would leave the orchestrator's thread.
    private static void End(Task timer, CancellationTokenSource stop)
    {
        if (!timer.IsCompleted)
        {
            stop.Cancel();
        }
    }

    // What cannot be carried out ends at once, so the first two seconds are watched most closely, and then the first two minutes; later a slow
    // look is enough and keeps the history short.
    private static TimeSpan PollInterval(int polls) => TimeSpan.FromSeconds(polls <= 8 ? 0.25 : polls < 68 ? 2 : polls < 300 ? 10 : 30);
}
