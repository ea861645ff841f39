namespace Serverless.Cli.Terminal;

/// <summary>Writes a line when there is something new to say, at most every few seconds.</summary>
internal sealed class ProgressLines(TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private long _last;
    private string _written = string.Empty;

    /// <param name="line">What there is to say.</param>
    /// <param name="isLast">Whether it is said at once.</param>
    public void Report(string line, bool isLast = false)
    {
        lock (_lock)
        {
            if (line == _written || (!isLast && _written.Length > 0 && time.GetElapsedTime(_last) < s_interval))
            {
                return;
            }

            _last = time.GetTimestamp();
            _written = line;
            Console.WriteLine(line);
        }
    }
}
