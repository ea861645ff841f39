namespace Microsoft.Azure.Functions.Worker;

/// <summary>Features of an invocation by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Keeps a feature.</summary>
    void Set<T>(T instance);

    /// <summary>The feature, or the default where there is none.</summary>
    T? Get<T>();
}
