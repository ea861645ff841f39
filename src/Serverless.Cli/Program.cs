using System.CommandLine;
using Serverless.Cli.Demo;
using Serverless.Cli.Prediction;
using Serverless.Cli.Remote;
using Serverless.Cli.Scenes;
using Serverless.Cli.Terminal;
using Serverless.Cli.Training;
using Serverless.Cli.Up;
using Serverless.Cli.Upload;

var root = new RootCommand("Trains and runs object detectors as a serverless pipeline.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    UploadCommand.Create(),
    TrainCommand.Create(),
    ResumeCommand.Create(),
    ValidateCommand.Create(),
    PredictCommand.Create(),
    ExportCommand.Create(),
    ConvertCommand.Create(),
    ScenesCommand.Create(),
    RemoteCommand.Create(),
    TrainJobCommand.Create(),
};

// A signal lets the batch that runs end, so that a training can write its checkpoint.
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
var parsed = root.Parse(args is [] ? ["--help"] : args);
return parsed.Errors.Count > 0
    ? UserErrors.Report(parsed)
    : await UserErrors.ReportAsync(() => parsed.InvokeAsync(configuration));
