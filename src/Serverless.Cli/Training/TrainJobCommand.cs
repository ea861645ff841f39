using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Training;

/// <summary><c>serverless train-job --run ID</c>: the entry point of the training container.</summary>
internal static class TrainJobCommand
{
    private const string StorageSetting = "AzureWebJobsStorage";

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "Id of the run, whose request lies in runs/ID/request.json.", Required = true };
        var command = new Command("train-job", "Carries out a training run of the pipeline; its storage account is in the setting AzureWebJobsStorage.") { run };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(run)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string runId, CancellationToken cancellationToken)
    {
        var storage = PipelineStorage.Open(Environment.GetEnvironmentVariable, StorageSetting);
        using var folder = new TemporaryFolder(Path.Combine(Path.GetTempPath(), "serverless", "training"));
        using var log = new JobLog(new RunStore(storage).LogOf(runId), TimeProvider.System);
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var job = new TrainingJob(storage, TimeProvider.System, logging.CreateLogger<TrainingJob>());
        try
        {
            return await job.RunAsync(runId, folder.Path, cancellationToken) ? 0 : 1;
        }
        finally
        {
            await log.UploadAsync();
        }
    }
}
