namespace Microsoft.DurableTask.Entities;

/// <summary>One operation on an entity.</summary>
public abstract class TaskEntityOperation
{
    /// <summary>The name of the operation; to be compared without regard to case.</summary>
    public abstract string Name { get; }

    public abstract TaskEntityContext Context { get; }

    public abstract TaskEntityState State { get; }

    public abstract bool HasInput { get; }

    /// <summary>The input as the given type; null where there is none.</summary>
    public abstract object? GetInput(Type inputType);

    public virtual T? GetInput<T>() => (T?)(GetInput(typeof(T)) ?? default(T));

    public override string ToString() => $"{Context.Id}:{Name}";
}
