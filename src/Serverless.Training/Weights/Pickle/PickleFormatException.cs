namespace Serverless.Training.Weights.Pickle;

/// <summary>The bytes are not a pickle that may be read; the message completes "FILE cannot be read: ".</summary>
internal sealed class PickleFormatException(string message) : Exception(message);
