using System.Globalization;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Carries out a training in front of a person.</summary>
internal static class RunTerminal
{
    /// <param name="train">Is given what to report to.</param>
    /// <param name="folder">Of the results.</param>
    /// <returns>The exit code, one of <see cref="RunExit"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before there was a checkpoint.</exception>
    public static async Task<int> RunAsync(Func<IProgress<TrainingProgress>, TrainingResult> train, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var result = await TrainingDisplay.RunAsync(progress => Task.Run(() => train(progress), CancellationToken.None));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Best epoch {result.Best.Epoch}: mAP50 {result.Best.Map50:F3}, mAP50-95 {result.Best.Map50To95:F3}, precision {result.Best.Precision:F3}, recall {result.Best.Recall:F3}"));
            Console.WriteLine($"Results in {folder}: model.onnx, weights.safetensors, metrics.csv, metrics.json, curves and pictures");
            return RunExit.Complete;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && TrainingCheckpoint.Exists(folder))
        {
            Console.Error.WriteLine($"Stopped. Go on with: serverless resume {folder}");
            return RunExit.ResumeMe;
        }
    }
}
