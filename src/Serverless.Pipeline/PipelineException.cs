namespace Serverless.Pipeline;

/// <summary>A request that cannot be met as asked. The message is for the person who asked: what is wrong and what to do.</summary>
public sealed class PipelineException : Exception
{
    public PipelineException(string message)
        : base(message)
    {
    }

    public PipelineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
