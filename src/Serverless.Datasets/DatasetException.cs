namespace Serverless.Datasets;

/// <summary>A dataset cannot be used as it is. The message is for its owner: what is wrong, where, and what to do.</summary>
public sealed class DatasetException : Exception
{
    public DatasetException(string message)
        : base(message)
    {
    }

    public DatasetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
