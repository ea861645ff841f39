using System.Text.Json;

namespace Serverless.Pipeline.Training;

/// <summary>With what a training was done, noted by its job: what it takes to do it again, beside data set, settings and parent.</summary>
/// <param name="Code">Version of the program, with the commit that it was built from where that is known.</param>
/// <param name="OperatingSystem">Such as <c>Debian GNU/Linux 12 (bookworm)</c>.</param>
/// <param name="Framework">Such as <c>.NET 10.0.1</c>.</param>
/// <param name="TorchSharp">Version of the training library.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">That computed on the CPU.</param>
/// <param name="Options">Every option of the recipe as it was in force, defaults included.</param>
/// <param name="StartedAt">When the job began that brought the training to its end; one that was lost before it began earlier.</param>
/// <param name="EndedAt">When that job had its result.</param>
public sealed record TrainingProvenance(
    string Code,
    string OperatingSystem,
    string Framework,
    string TorchSharp,
    string Device,
    int Threads,
    JsonElement Options,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt);
