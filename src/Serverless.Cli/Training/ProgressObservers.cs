using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Tells several of what happens, one after the other, on the thread that trains.</summary>
internal sealed class ProgressObservers(IReadOnlyList<IProgress<TrainingProgress>> observers) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        foreach (var observer in observers)
        {
            observer.Report(value);
        }
    }
}
