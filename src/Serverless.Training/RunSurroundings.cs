using Microsoft.Extensions.Logging;

namespace Serverless.Training;

/// <summary>What a run is given besides its work.</summary>
/// <param name="Progress">Told of every batch; null for nobody.</param>
internal sealed record RunSurroundings(IProgress<TrainingProgress>? Progress, TimeProvider Time, ILogger Logger);
