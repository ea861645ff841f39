using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    public static partial void SettingIgnored(this ILogger logger, string warning);
}
