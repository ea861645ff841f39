using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Serverless.Pipeline;
using Serverless.Pipeline.Training;
using Serverless.Training;
using TorchSharp;

namespace Serverless.Cli.Training;

/// <summary>Notes with what a training was done.</summary>
internal static class JobProvenance
{
    /// <param name="options">As they were in force.</param>
    /// <param name="startedAt">When the job began.</param>
    /// <param name="endedAt">When it had its result.</param>
    public static TrainingProvenance Of(TrainingOptions options, DateTimeOffset startedAt, DateTimeOffset endedAt) => new(
        VersionOf(typeof(JobProvenance).Assembly),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        VersionOf(typeof(torch).Assembly),
        options.Device != "cpu" && torch.cuda.is_available() ? "cuda" : "cpu",
        torch.get_num_threads(),
        JsonSerializer.SerializeToElement(options, PipelineJson.Options),
        startedAt,
        endedAt);

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString();
}
