namespace Serverless.Training;

/// <summary>Training, evaluation or export cannot go on; the message says why and what to do, and is shown to the user as is.</summary>
public sealed class TrainingException : Exception
{
    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
