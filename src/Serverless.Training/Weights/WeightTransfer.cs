namespace Serverless.Training.Weights;

/// <param name="Taken">Tensors of the network that the file had.</param>
/// <param name="Missing">Those that it lacked, or had with another shape.</param>
internal sealed record WeightTransfer(IReadOnlyList<string> Taken, IReadOnlyList<string> Missing);
