using System.Globalization;

namespace Serverless.Benchmarks.Video;

/// <summary>Watches how much memory this process and the ffmpeg processes that it starts hold together. Linux only.</summary>
internal sealed class TreeMemory : IDisposable
{
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
        var held = ProcessIds.All().Select(id => Read(id, own)).OfType<Held>().ToList();
        // Processes of one program share the pages of its files, such as ffmpeg's libraries: these count once.
        var kilobytes = held.Sum(static one => one.Own) + held.GroupBy(static one => one.Program).Sum(static program => program.Max(static one => one.Files));
        lock (_lock)
        {
            _peak = Math.Max(_peak, kilobytes / 1e3);
        }
    }

    private static Held? Read(int id, int own)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{id}/status")
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1]);
            var counts = id == own || (status["PPid"] == own.ToString(CultureInfo.InvariantCulture) && status["Name"].StartsWith("ff", StringComparison.Ordinal));
            return counts && status.ContainsKey("VmRSS")
                ? new Held(status["Name"], Kilobytes(status["RssAnon"]) + Kilobytes(status["RssShmem"]), Kilobytes(status["RssFile"]))
                : null;
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    private static long Kilobytes(string size) => long.Parse(size.Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>What a process holds, in KB.</summary>
    private sealed record Held(string Program, long Own, long Files);
}
