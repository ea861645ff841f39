using System.Globalization;

namespace Serverless.Benchmarks.Video;

/// <summary>Watches how much memory this process and the ffmpeg processes that it starts hold together. Linux only.</summary>
internal sealed class TreeMemory : IDisposable
{
    // The kernel walks all pages for an answer.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private double _peak;

    public TreeMemory() => _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, s_interval);

    /// <summary>The most that was held, in MB.</summary>
    public double PeakMegabytes
    {
        get
        {
            lock (_lock)
            {
                return _peak;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var own = Environment.ProcessId;
        var kilobytes = ProcessIds.All().Sum(id => HeldKilobytes(id, own));
        lock (_lock)
        {
            _peak = Math.Max(_peak, kilobytes / 1e3);
        }
    }

    private static long HeldKilobytes(int id, int own)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{id}/status")
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1]);
            var counts = id == own || (status["PPid"] == own.ToString(CultureInfo.InvariantCulture) && status["Name"].StartsWith("ff", StringComparison.Ordinal));
            return counts ? ProportionalKilobytes(id) : 0;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }

    // Pages that several processes share, such as ffmpeg's libraries, count once.
    private static long ProportionalKilobytes(int id) => File.ReadAllLines($"/proc/{id}/smaps_rollup")
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
}
