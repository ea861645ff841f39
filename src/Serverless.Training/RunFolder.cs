using Serverless.Training.Checkpoints;
using Serverless.Training.Optimization;
using Serverless.Training.Weights;

namespace Serverless.Training;

/// <summary>The folder of a run's results. Every file in it is whole at any instant.</summary>
internal sealed class RunFolder(string path)
{
    public string Path => path;

    /// <summary>The averaged model of the best epoch.</summary>
    public string BestWeights => System.IO.Path.Combine(path, "weights.safetensors");

    /// <summary>The averaged model of the last epoch.</summary>
    public string LastWeights => System.IO.Path.Combine(path, "last.safetensors");

    public string Network => System.IO.Path.Combine(path, "model.onnx");

    /// <summary>For images of any size.</summary>
    public string DynamicNetwork => System.IO.Path.Combine(path, "model-dynamic.onnx");

    public string Labels => System.IO.Path.Combine(path, "labels.png");

    public string Checkpoint => Checkpoints.Checkpoint.PathIn(path);

    /// <summary>What is known after an epoch. The checkpoint comes last: until it is there the epoch can be done again.</summary>
    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void RecordEpoch(RunState state, TrainingSession session, ModelInfo info) => Write(() =>
    {
        var average = session.Average.Network;
        if (state.Best == state.History[^1])
        {
            WeightsFile.Save(BestWeights, average, info);
        }

        WeightsFile.Save(LastWeights, average, info);
        WriteHistory(state);
        Checkpoints.Checkpoint.Write(Checkpoint, state, session);
    });

    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void RecordState(RunState state, TrainingSession session) => Write(() => Checkpoints.Checkpoint.Write(Checkpoint, state, session));

    /// <summary>What follows from the finished epochs, which a folder that got only the checkpoint lacks.</summary>
    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void RecordHistory(RunState state) => Write(() =>
    {
        if (state.History.Count > 0)
        {
            WriteHistory(state);
        }
    });

    /// <exception cref="TrainingException">That cannot be done.</exception>
    public void Create() => Write(static () => { });

    /// <summary>Writes into the folder.</summary>
    /// <exception cref="TrainingException">That cannot be done.</exception>
    public void Write(Action write)
    {
        try
        {
            Directory.CreateDirectory(path);
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    private void WriteHistory(RunState state)
    {
        MetricsTable.Write(state.History, System.IO.Path.Combine(path, "metrics.csv"));
        TrainingCurves.Render(state.History, System.IO.Path.Combine(path, "curves.png"));
    }

    private TrainingException Unwritable(Exception exception)
    {
        var kept = File.Exists(Checkpoint) ? $" The last checkpoint is whole: then go on with 'serverless resume {path}'." : string.Empty;
        return DiskExhaustion.Is(exception)
            ? new TrainingException($"The disk is full ({exception.Message}). Make room.{kept}", exception)
            : new TrainingException($"{path} cannot be written ({exception.Message}). Make it writable.{kept}", exception);
    }
}
