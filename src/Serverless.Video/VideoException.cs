namespace Serverless.Video;

/// <summary>A video cannot be read or written; the message is meant for the person who handed it in.</summary>
public sealed class VideoException(string message, Exception? innerException = null) : Exception(message, innerException);
