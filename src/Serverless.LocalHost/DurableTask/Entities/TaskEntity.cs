using Serverless.LocalHost.Durable.Entities;

namespace Microsoft.DurableTask.Entities;

/// <summary>
/// An entity whose operations are its public methods, found without regard to case. A method may take the operation's input,
/// the <see cref="TaskEntityContext"/> and the <see cref="TaskEntityOperation"/>. An operation <c>delete</c> that no method
/// handles deletes the state.
/// </summary>
public abstract class TaskEntity<TState> : ITaskEntity
{
    private const string DeleteOperation = "delete";

    /// <summary>Whether an operation that is not a method of this class may be one of the state's.</summary>
    protected virtual bool AllowStateDispatch => false;

    /// <summary>The state, which is stored when the operation ends well; null deletes it.</summary>
    protected TState State { get; set; } = default!;

    protected TaskEntityContext Context { get; private set; } = null!;

    /// <exception cref="NotSupportedException">There is no such operation.</exception>
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is TState state ? state : InitializeState(operation);
        var method = EntityMethod.Find(this, operation)
            ?? (AllowStateDispatch && State is not null ? EntityMethod.Find(State, operation) : null);
        if (method is not null)
        {
            var result = await method.InvokeAsync(operation);
            operation.State.SetState(State);
            return result;
        }

        if (!operation.Name.Equals(DeleteOperation, StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException($"No suitable method found for entity operation '{operation}'.");
        }

        operation.State.SetState(null);
        return null;
    }

    /// <summary>The state of an entity that has none.</summary>
    protected virtual TState InitializeState(TaskEntityOperation entityOperation) =>
        Activator.CreateInstance(Nullable.GetUnderlyingType(typeof(TState)) ?? typeof(TState)) is TState state
            ? state
            : throw new InvalidOperationException($"{typeof(TState)} cannot be created: override {nameof(InitializeState)}.");
}
