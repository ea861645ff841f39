namespace Serverless.Pipeline.Analysis;

/// <summary>What work on one chunk or several came to.</summary>
/// <param name="Frames">Number of frames.</param>
/// <param name="Seconds">How long it took, summed over all that was done side by side.</param>
public readonly record struct WorkDone(int Frames, double Seconds)
{
    public static WorkDone operator +(WorkDone one, WorkDone other) => new(one.Frames + other.Frames, one.Seconds + other.Seconds);
}
