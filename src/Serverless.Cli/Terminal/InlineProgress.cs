namespace Serverless.Cli.Terminal;

/// <summary>Reports on the thread that makes progress, in order; <see cref="Progress{T}"/> would use the pool and may swap two reports.</summary>
internal sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
