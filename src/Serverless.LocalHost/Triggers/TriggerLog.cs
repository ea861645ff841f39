using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Triggers;

internal static partial class TriggerLog
{
    [LoggerMessage(20, LogLevel.Warning, "{Function}: attempt {Attempt} of {Maximum} on {Blob} failed")]
    public static partial void AttemptFailed(this ILogger logger, string function, string blob, int attempt, int maximum);

    [LoggerMessage(21, LogLevel.Error, "{Function}: gave {Blob} up; a message is in the queue {Queue}")]
    public static partial void GaveUp(this ILogger logger, string function, string blob, string queue);

    [LoggerMessage(22, LogLevel.Warning, "{Function}: storage failed, the blob is tried again: {Reason}")]
    public static partial void StorageFailed(this ILogger logger, string function, string reason);

    [LoggerMessage(23, LogLevel.Warning, "{Function}: the storage account of its trigger does not answer; the host goes on asking. {Reason}")]
    public static partial void StorageSilent(this ILogger logger, string function, string reason);

    [LoggerMessage(24, LogLevel.Warning, "{Function}: storage failed, the message {Message} is tried again: {Reason}")]
    public static partial void MessageFailed(this ILogger logger, string function, string message, string reason);

    [LoggerMessage(25, LogLevel.Error, "{Function}: gave the message {Message} up after {Attempts} attempts; it is in the queue {Queue}")]
    public static partial void GaveUpMessage(this ILogger logger, string function, string message, long attempts, string queue);

    [LoggerMessage(26, LogLevel.Warning, "The message {Message} of the queue {Queue} could not be held longer: {Reason}")]
    public static partial void RenewalFailed(this ILogger logger, string queue, string message, string reason);

    [LoggerMessage(27, LogLevel.Warning, "{Function}: the state of its schedule is neither read nor kept: {Reason}")]
    public static partial void ScheduleNotKept(this ILogger logger, string function, string reason);
}
