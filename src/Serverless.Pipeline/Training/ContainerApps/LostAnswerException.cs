namespace Serverless.Pipeline.Training.ContainerApps;

/// <summary>A request that must not be sent twice got no answer that says whether it was carried out.</summary>
internal sealed class LostAnswerException(string message, Exception? innerException) : Exception(message, innerException);
