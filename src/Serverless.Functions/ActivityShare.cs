using Microsoft.Extensions.Configuration;
using Serverless.Detection.Onnx;

namespace Serverless.Functions;

/// <summary>What one activity takes of its machine.</summary>
internal static class ActivityShare
{
    /// <summary>Activities that one machine works on at a time, as host.json says (<c>maxConcurrentActivityFunctions</c>).</summary>
    public const int Activities = 2;

    /// <summary>Threads: those of the machine's cores that are its, at least 1.</summary>
    public static int Threads { get; } = Math.Max(1, Environment.ProcessorCount / Activities);

    /// <summary>How an activity loads a detector.</summary>
    public static OnnxDetectorOptions DetectorOptions(IConfiguration configuration) => new()
    {
        Threads = configuration.GetValue("Pipeline:DetectorThreads", Threads),
    };
}
