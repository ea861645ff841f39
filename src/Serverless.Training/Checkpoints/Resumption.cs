namespace Serverless.Training.Checkpoints;

/// <summary>The state from which a run goes on.</summary>
internal static class Resumption
{
    /// <exception cref="TrainingException">There is nothing to go on with, or not in this way.</exception>
    public static RunState Prepare(string folder, DataFingerprint data, ResumeOptions changes)
    {
        if (TrainingCheckpoint.Read(folder).IsComplete && changes.Epochs is null)
        {
            throw new TrainingException(
                $"The training in {folder} is complete. To train on give more epochs, or start a new training from its last.safetensors.");
        }

        var state = Checkpoint.ReadState(Checkpoint.PathIn(folder));
        ThrowIfOtherData(folder, state.Data, data);
        var options = Apply(changes, state);
        options.Validate();
        return changes.Epochs is null
            ? state with { Options = options }
            : state with { Options = options, StoppedEarly = false, PatienceFrom = state.History.Count };
    }

    private static void ThrowIfOtherData(string folder, DataFingerprint then, DataFingerprint now)
    {
        if (then != now)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"This is not the dataset that the training in {folder} began with ({then.Training} + {then.Validation} images then, {now.Training} + {now.Validation} now, or other labels). Give that one, or start a new training from last.safetensors."));
        }
    }

    private static TrainingOptions Apply(ResumeOptions changes, RunState state)
    {
        var epochs = changes.Epochs ?? state.Options.Epochs;
        if (epochs < state.History.Count)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"{state.History.Count} epochs are done already; {epochs} cannot be the number of all of them."));
        }

        return state.Options with
        {
            Epochs = epochs,
            Device = changes.Device ?? state.Options.Device,
            Workers = changes.Workers ?? state.Options.Workers,
            Threads = changes.Threads ?? state.Options.Threads,
        };
    }
}
