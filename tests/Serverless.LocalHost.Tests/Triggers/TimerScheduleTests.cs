using System.Globalization;
using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:02:00", "2026-03-01T10:05:00")]
    [InlineData("30 0 0 * * MON-FRI", "2026-03-06T10:00:00", "2026-03-09T00:00:30")]
    [InlineData("*/5 * * * *", "2026-03-01T10:02:00", "2026-03-01T10:05:00")]
    [InlineData("00:30:00", "2026-03-01T10:02:00", "2026-03-01T10:32:00")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00")]
    public void Next_Schedule_IsFirstTimeAfter(string schedule, string after, string expected)
    {
        var next = TimerSchedule.Parse(schedule).Next(DateTime.Parse(after, CultureInfo.InvariantCulture));

        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), next);
    }

    [Theory]
    [InlineData("every day")]
    [InlineData("0 0 25 * * *")]
    [InlineData("* * *")]
    [InlineData("00:00:00")]
    public void Parse_WrongSchedule_QuotesIt(string schedule)
    {
        var exception = Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));

        Assert.Contains($"\"{schedule}\"", exception.Message, StringComparison.Ordinal);
    }
}
