namespace Serverless.LocalHost.Triggers;

/// <summary>
/// The pause between two looks at an empty queue: it doubles from a tenth of a second up to a limit. The real host varies it at
/// random, so that its machines do not all ask at once; here is but one.
/// </summary>
internal sealed class PollingBackoff(TimeSpan maximum)
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = Minimum;

    public TimeSpan Next()
    {
        var current = _next < maximum ? _next : maximum;
        _next = current * 2;
        return current;
    }

    public void Reset() => _next = Minimum;
}
