namespace Serverless.Pipeline.Training;

/// <summary>What the version that was current at the end of a training scores on the validation images of that training.</summary>
/// <param name="Version">Of the same model.</param>
/// <param name="Map50">mAP at IoU 0.50, 0 to 1.</param>
/// <param name="Map50To95">mAP over IoU 0.50:0.05:0.95, 0 to 1.</param>
public sealed record IncumbentScore(int Version, double Map50, double Map50To95);
