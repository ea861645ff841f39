using static TorchSharp.torch;

namespace Serverless.Training.Weights.PyTorch;

/// <summary>Numbers that lie outside the pickle, in an entry of the archive.</summary>
internal sealed record StorageReference(string Key, ScalarType Type, long Count);
