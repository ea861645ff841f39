namespace Serverless.Training.Optimization;

/// <summary>Losses added up over a number of batches.</summary>
internal sealed record LossSums(double Box, double Class, double Distribution, int Batches);
