using System.Globalization;
using NCrontab;

namespace Serverless.LocalHost.Triggers;

/// <summary>When a timer comes due: a cron expression with or without seconds, or an interval.</summary>
internal sealed class TimerSchedule
{
    private const int FieldsWithSeconds = 6;

    private readonly Func<DateTime, DateTime> _next;

    private TimerSchedule(Func<DateTime, DateTime> next) => _next = next;

    /// <summary>Whether it comes due more than once a minute; its state is then not worth keeping.</summary>
    public bool IsWithinMinutes(DateTime now)
    {
        var first = Next(now);
        return Next(first) - first < TimeSpan.FromMinutes(1);
    }

    /// <exception cref="FormatException">It is neither a cron expression nor an interval.</exception>
    public static TimerSchedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
        {
            return interval > TimeSpan.Zero
                ? new TimerSchedule(time => time + interval)
                : throw new FormatException($"the interval \"{text}\" is not above zero");
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == FieldsWithSeconds };
        try
        {
            return new TimerSchedule(CrontabSchedule.Parse(text, options).GetNextOccurrence);
        }
        catch (CrontabException exception)
        {
            throw new FormatException(
                $"\"{text}\" is neither a cron expression of six fields ({{second}} {{minute}} {{hour}} {{day}} {{month}} {{weekday}}) nor an interval such as 00:05:00: {exception.Message}",
                exception);
        }
    }

    /// <summary>The first time after another, both local.</summary>
    public DateTime Next(DateTime after) => _next(after);
}
