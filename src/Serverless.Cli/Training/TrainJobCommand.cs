using System.CommandLine;
using System.Globalization;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless train-job --run ID</c>: the entry point of the training container, which also carries out exports.</summary>
internal static class TrainJobCommand
{
    private const string StorageSetting = "AzureWebJobsStorage";

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "Id of the run, whose request lies in runs/ID/request.json, or export.json for an export.", Required = true };
        var command = new Command("train-job", "Carries out a training run of the pipeline, or an export; its storage account is in the setting AzureWebJobsStorage.") { run };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(run)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string runId, CancellationToken cancellationToken)
    {
        var storage = PipelineStorage.Open(Environment.GetEnvironmentVariable, StorageSetting, Patient());
        await using var lease = await RunLease.TryAcquireAsync(storage.Runs, runId, Attempt(), TimeProvider.System, cancellationToken);
        if (lease is null)
        {
            Console.WriteLine($"Run {runId} is carried out by another job.");
            return RunExit.Complete;
        }

        var runs = new RunStore(storage);
        if (await runs.FindResultAsync(runId, cancellationToken) is not null || await runs.FindExportResultAsync(runId, cancellationToken) is not null)
        {
            Console.WriteLine($"Run {runId} has ended already.");
            return RunExit.Complete;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        return await RunAsync(storage, runId, lease, stop.Token);
    }

    private static async Task<int> RunAsync(PipelineStorage storage, string runId, RunLease lease, CancellationToken cancellationToken)
    {
        await using var log = await JobLog.OpenAsync(new RunStore(storage).LogOf(runId), TimeProvider.System, lease.Lost);
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        try
        {
            var folder = Path.Combine(Path.GetTempPath(), "serverless", "training");
            var succeeded = await new RunStore(storage).FindExportAsync(runId, cancellationToken) is { } export
                ? await new ModelExportJob(storage, TimeProvider.System, logging.CreateLogger<ModelExportJob>()).RunAsync(export, folder, cancellationToken)
                : await new TrainingJob(storage, TimeProvider.System, logging.CreateLogger<TrainingJob>()).RunAsync(runId, folder, cancellationToken);
            return succeeded ? RunExit.Complete : RunExit.Failed;
        }
        catch (Exception exception) when (StorageOutage.Is(exception))
        {
            Console.WriteLine($"The storage account could not be reached: {exception.Message} Run {runId} goes on from its checkpoint when the job is started again.");
            return RunExit.ResumeMe;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine(lease.Lost.IsCancellationRequested
                ? $"Run {runId} was taken over by another job."
                : $"Run {runId} was stopped; it goes on from its checkpoint when the job is started again.");
            return lease.Lost.IsCancellationRequested ? RunExit.Complete : RunExit.ResumeMe;
        }
    }

    // A storage account that is away for a minute or two must not cost a run.
    private static BlobClientOptions Patient()
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 14;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(15);
        return options;
    }

    private static int Attempt() =>
        int.TryParse(Environment.GetEnvironmentVariable(JobVariables.Attempt), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
}
