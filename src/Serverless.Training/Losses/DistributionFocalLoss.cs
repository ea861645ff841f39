using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>
/// Distribution focal loss (Li et al., "Generalized focal loss", NeurIPS 2020): cross entropy with the two whole numbers around a
/// distance, each weighted by its nearness.
/// </summary>
internal static class DistributionFocalLoss
{
    /// <param name="logits">[n, 4·bins].</param>
    /// <param name="distances">[n, 4] in cells; clamped to what the bins can say.</param>
    /// <returns>[n] mean over the four sides.</returns>
    public static Tensor Compute(Tensor logits, Tensor distances, int bins)
    {
        var target = distances.clamp(0, bins - 1 - 0.01);
        var lower = target.floor();
        var upperWeight = target - lower;
        var index = lower.to(int64).unsqueeze(-1);
        var logProbabilities = nn.functional.log_softmax(logits.reshape(-1, 4, bins), -1);
        var below = logProbabilities.gather(-1, index).squeeze(-1);
        var above = logProbabilities.gather(-1, index + 1).squeeze(-1);
        return -((below * (1 - upperWeight)) + (above * upperWeight)).mean([-1]);
    }
}
