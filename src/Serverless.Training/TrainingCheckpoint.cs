using Serverless.Training.Checkpoints;

namespace Serverless.Training;

/// <summary>What can be told of a training from the folder of its results.</summary>
/// <param name="Options">As in effect.</param>
/// <param name="History">The finished epochs.</param>
/// <param name="IsComplete">Whether nothing is left to do.</param>
/// <param name="DataPath">Where the dataset lay; null where that is not known.</param>
public sealed record TrainingCheckpoint(TrainingOptions Options, IReadOnlyList<EpochMetrics> History, bool IsComplete, string? DataPath)
{
    /// <summary>Whether a training can go on in a folder.</summary>
    public static bool Exists(string folder) => File.Exists(Checkpoint.PathIn(folder));

    /// <summary>Paths of what another folder needs for the training to go on there: the checkpoint and, once there are any, the best weights.</summary>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        var files = new RunFolder(folder);
        return [.. new[] { files.Checkpoint, files.BestWeights }.Where(File.Exists)];
    }

    /// <exception cref="TrainingException">There is no checkpoint, or it cannot be read.</exception>
    public static TrainingCheckpoint Read(string folder)
    {
        if (!Exists(folder))
        {
            throw new TrainingException($"{folder} holds no {Checkpoint.FileName}: there is no training to go on with. Start one with train.");
        }

        var state = Checkpoint.ReadState(Checkpoint.PathIn(folder));
        var files = new RunFolder(folder);
        return new TrainingCheckpoint(state.Options, state.History, state.IsDone && File.Exists(files.Network), state.DataPath);
    }
}
