namespace Serverless.Training.Optimization;

/// <summary>A loss or its gradient is not a finite number any more: the weights are spoilt or about to be.</summary>
internal sealed class NonFiniteLossException(string what) : Exception($"{what} is not a finite number.");
