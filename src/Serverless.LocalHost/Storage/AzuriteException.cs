namespace Serverless.LocalHost.Storage;

/// <summary>Azurite is missing or does not start; the message says what to do.</summary>
public sealed class AzuriteException : Exception
{
    internal AzuriteException(string message)
        : base(message)
    {
    }

    internal AzuriteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
