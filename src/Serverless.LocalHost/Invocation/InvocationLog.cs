using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Invocation;

internal static partial class InvocationLog
{
    [LoggerMessage(10, LogLevel.Information, "Executing 'Functions.{Function}' (Reason='{Reason}', Id={InvocationId})")]
    public static partial void Executing(this ILogger logger, string function, string reason, string invocationId);

    [LoggerMessage(11, LogLevel.Information, "Executed 'Functions.{Function}' (Succeeded, Id={InvocationId}, Duration={Milliseconds}ms)")]
    public static partial void Succeeded(this ILogger logger, string function, string invocationId, long milliseconds);

    [LoggerMessage(12, LogLevel.Error, "Executed 'Functions.{Function}' (Failed, Id={InvocationId}, Duration={Milliseconds}ms)")]
    public static partial void Failed(this ILogger logger, Exception exception, string function, string invocationId, long milliseconds);

    [LoggerMessage(13, LogLevel.Warning, "Executed 'Functions.{Function}' (Cancelled, Id={InvocationId}, Duration={Milliseconds}ms)")]
    public static partial void Cancelled(this ILogger logger, string function, string invocationId, long milliseconds);

    [LoggerMessage(16, LogLevel.Information, "Function 'Functions.{Function}' is run again (retry {Retry}) in {Delay}")]
    public static partial void Retrying(this ILogger logger, string function, int retry, TimeSpan delay);

    [LoggerMessage(14, LogLevel.Error, "'Functions.{Function}' (Id={InvocationId}) goes on {Grace} after its token was cancelled, and is abandoned; its result will be ignored. Let it heed its CancellationToken")]
    public static partial void Abandoned(this ILogger logger, string function, string invocationId, TimeSpan grace);

    [LoggerMessage(15, LogLevel.Warning, "The run of {Function} by hand failed: {Reason}")]
    public static partial void ManualRunFailed(this ILogger logger, string function, string reason);
}
