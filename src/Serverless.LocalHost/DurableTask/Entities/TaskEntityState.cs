namespace Microsoft.DurableTask.Entities;

/// <summary>The state of an entity, as text in storage.</summary>
public abstract class TaskEntityState
{
    public abstract bool HasState { get; }

    /// <summary>A copy of the state as the given type; null where there is none.</summary>
    public abstract object? GetState(Type type);

    public virtual T? GetState<T>(T? defaultValue = default) => (T?)(GetState(typeof(T)) ?? defaultValue);

    /// <summary>Replaces the state; null deletes it.</summary>
    public abstract void SetState(object? state);
}
