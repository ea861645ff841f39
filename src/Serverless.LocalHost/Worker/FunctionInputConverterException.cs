namespace Microsoft.Azure.Functions.Worker;

/// <summary>A function's parameters could not be filled.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    /// <summary>A failure with a message.</summary>
    public FunctionInputConverterException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    public FunctionInputConverterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
