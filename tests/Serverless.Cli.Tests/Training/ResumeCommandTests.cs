using System.Diagnostics;
using Serverless.Pipeline.Storage;
using Serverless.RoadScenes;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

/// <summary>The command line as a process, as a container runs it.</summary>
public sealed class ResumeCommandTests
{
    private const int ResumeMe = 75;

    [Fact]
    public async Task Train_Terminated_LeavesACheckpointFromWhichResumeCompletes()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder(Path.GetTempPath());
        await RoadDataset.WriteZipAsync(
            folder.File("road.zip"), new RoadDatasetOptions { Train = 16, Validation = 4, Test = 1, Width = 96, Height = 96 }, null, cancellationToken);
        var output = folder.File("run");

        using var training = Start(
            "train", "--data", folder.File("road.zip"), "--output", output, "--image-size", "64", "--batch", "4", "--epochs", "500", "--threads", "1", "--device", "cpu");
        await WaitForLineAsync(training, "epoch 1/500", cancellationToken);
        using var terminate = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{training.Id}")])!;
        await training.StandardOutput.ReadToEndAsync(cancellationToken);
        var message = await training.StandardError.ReadToEndAsync(cancellationToken);
        await training.WaitForExitAsync(cancellationToken);

        Assert.Equal(ResumeMe, training.ExitCode);
        Assert.Contains($"serverless resume {output}", message, StringComparison.Ordinal);
        var done = TrainingCheckpoint.Read(output).History.Count;

        var (resumed, _) = await RunAsync(["resume", output, "--epochs", FormattableString.Invariant($"{done + 1}")], cancellationToken);
        var (again, said) = await RunAsync(["resume", output], cancellationToken);

        Assert.Equal(0, resumed);
        Assert.True(File.Exists(Path.Combine(output, "model.onnx")));
        Assert.Equal(0, again);
        Assert.Contains($"complete: all {done + 1} epochs are done", said, StringComparison.Ordinal);
        Assert.Contains($"serverless resume {output} --epochs", said, StringComparison.Ordinal);
    }

    private static async Task WaitForLineAsync(Process process, string start, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail(await process.StandardError.ReadToEndAsync(cancellationToken));
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output);
    }

    private static Process Start(params string[] arguments)
    {
        var program = typeof(Serverless.Cli.Terminal.UserErrors).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
