namespace Serverless.Training.Loading;

/// <summary>One <typeparamref name="T"/> for each thread that asks for it, all disposed together.</summary>
internal sealed class PerThread<T> : IDisposable
    where T : IDisposable, new()
{
    private readonly ThreadLocal<T> _values = new(static () => new T(), trackAllValues: true);

    public T Value => _values.Value!;

    /// <summary>No thread may use its value any more.</summary>
    public void Dispose()
    {
        foreach (var value in _values.Values)
        {
            value.Dispose();
        }

        _values.Dispose();
    }
}
