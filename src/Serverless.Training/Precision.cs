namespace Serverless.Training;

/// <summary>
/// Numbers that convolutions are computed with while training. Weights, their average, the optimizer, statistics and losses are
/// float32 in any case (Micikevicius et al., "Mixed precision training", ICLR 2018), and so is validation.
/// </summary>
public enum Precision
{
    /// <summary>The most exact, and the default.</summary>
    Float32,

    /// <summary>The range of float32 with 8 bits of mantissa; quick on GPUs since Ampere and on processors with AMX or AVX-512 BF16.</summary>
    BFloat16,

    /// <summary>11 bits of mantissa but a small range, so the loss is scaled; quick on any GPU with tensor cores, slow on processors.</summary>
    Float16,
}
