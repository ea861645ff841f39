namespace Microsoft.Azure.Functions.Worker;

/// <summary>A failure of the worker rather than of the function.</summary>
public class FunctionWorkerException : Exception
{
    /// <summary>A failure with a message.</summary>
    public FunctionWorkerException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    public FunctionWorkerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
