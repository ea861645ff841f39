using System.CommandLine;

namespace Serverless.Cli.Training;

/// <summary>The option <c>--data</c> of several commands.</summary>
internal static class DataOption
{
    public static Option<string> Create() => new("--data")
    {
        Description = "The data set: a YOLO zip, folder or data.yaml, or the folder of a published version.",
        Required = true,
    };
}
