namespace Serverless.Detection.Onnx;

/// <summary>A model cannot be used; the message says why and what to do, and is meant for the user.</summary>
public sealed class ModelException : Exception
{
    public ModelException(string message)
        : base(message)
    {
    }

    public ModelException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
