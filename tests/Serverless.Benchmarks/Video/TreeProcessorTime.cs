using System.Globalization;

namespace Serverless.Benchmarks.Video;

/// <summary>Processor time of this process and of those that it started, ended ones included. Linux only.</summary>
internal static class TreeProcessorTime
{
    private const double TicksPerSecond = 100;

    // Of /proc/PID/stat behind the name, whose closing bracket is followed by field 3.
    private const int Parent = 4 - 3;
    private const int FirstTime = 14 - 3;
    private const int Times = 4;
    private const int OwnTimes = 2;

    /// <summary>In seconds, since each process began.</summary>
    public static double Seconds()
    {
        var own = Environment.ProcessId;
        return ProcessIds.All().Sum(id => Seconds(id, own));
    }

    /// <summary>Of the processes that have ended: ffmpeg and its like. In seconds.</summary>
    public static double EndedSeconds() => Sum(Fields(Environment.ProcessId).Skip(FirstTime + OwnTimes).Take(Times - OwnTimes));

    private static double Seconds(int id, int own)
    {
        try
        {
            var fields = Fields(id);
            return id == own || int.Parse(fields[Parent], CultureInfo.InvariantCulture) == own ? Sum(fields.Skip(FirstTime).Take(Times)) : 0;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }

    private static string[] Fields(int id)
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Sum(IEnumerable<string> ticks) => ticks.Sum(count => long.Parse(count, CultureInfo.InvariantCulture)) / TicksPerSecond;
}
