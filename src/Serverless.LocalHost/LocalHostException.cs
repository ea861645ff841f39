namespace Serverless.LocalHost;

/// <summary>The app, its settings or its storage is not as the host needs it; the message says what to do.</summary>
public sealed class LocalHostException : Exception
{
    internal LocalHostException(string message)
        : base(message)
    {
    }

    internal LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
