namespace Serverless.Video.Processes;

/// <summary>The last lines that a program wrote to standard error, fit for one sentence.</summary>
internal sealed class ErrorTail
{
    private const int Lines = 3;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || line.Contains("Last message repeated", StringComparison.Ordinal))
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line.Trim());
            if (_lines.Count > Lines)
            {
                _lines.Dequeue();
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count == 0;
            }
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return _lines.Count == 0 ? "ffmpeg gave no reason" : string.Join("; ", _lines);
        }
    }
}
