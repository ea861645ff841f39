namespace DurableTask.Core.Exceptions;

/// <summary>An orchestration of the asked instance id exists and may not be replaced.</summary>
public class OrchestrationAlreadyExistsException : Exception
{
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }
}
