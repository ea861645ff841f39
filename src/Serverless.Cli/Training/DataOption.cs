using System.CommandLine;

namespace Serverless.Cli.Training;

/// <summary>The option <c>--data</c> of several commands.</summary>
internal static class DataOption
{
    public static Option<string> Create() => new("--data")
    {
        Description = "The data set: an archive (zip, tar, tar.gz) or a folder in YOLO, Pascal VOC, COCO or CSV layout, a data.yaml, or the folder of a published version.",
        Required = true,
    };
}
