namespace Serverless.Training.Weights;

/// <summary>What a file says of its model; null where it does not say.</summary>
/// <param name="Architecture">In the file's own words, which may be none of ours.</param>
/// <param name="ImageSize">Side of the input that it was trained with, in pixels.</param>
/// <param name="Strides">Pixels per cell of the head's levels.</param>
internal sealed record WeightsMetadata(
    string? Architecture = null, IReadOnlyList<string>? Names = null, int? ImageSize = null, IReadOnlyList<int>? Strides = null);
