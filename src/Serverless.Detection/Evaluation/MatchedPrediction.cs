namespace Serverless.Detection.Evaluation;

/// <summary>A prediction that has been held against the truth.</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Matches">Bit i: whether it is right at the i-th IoU threshold.</param>
internal readonly record struct MatchedPrediction(float Confidence, ushort Matches)
{
    public bool IsRightAt(int threshold) => (Matches & (1 << threshold)) != 0;
}
