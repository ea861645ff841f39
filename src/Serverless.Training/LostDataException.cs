namespace Serverless.Training;

/// <summary>The dataset cannot be read any more.</summary>
internal sealed class LostDataException(Exception cause) : Exception(cause.Message, cause);
