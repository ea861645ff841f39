namespace Microsoft.DurableTask.Entities;

/// <summary>Something that runs the operations of an entity, one at a time.</summary>
public interface ITaskEntity
{
    /// <summary>
    /// Runs an operation and gives its result. Where it throws, the state stays as it was before the operation, and what
    /// the operation sent is not sent.
    /// </summary>
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}
