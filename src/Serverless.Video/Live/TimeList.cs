using System.Collections;

namespace Serverless.Video.Live;

/// <summary>Strictly ascending times that one thread adds to while another reads.</summary>
internal sealed class TimeList : IReadOnlyList<long>
{
    private readonly Lock _lock = new();
    private readonly List<long> _ticks = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ticks.Count;
            }
        }
    }

    public long this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _ticks[index];
            }
        }
    }

    public void Add(long ticks)
    {
        lock (_lock)
        {
            _ticks.Add(_ticks.Count > 0 ? Math.Max(ticks, _ticks[^1] + 1) : ticks);
        }
    }

    public IEnumerator<long> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
