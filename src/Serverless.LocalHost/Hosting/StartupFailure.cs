using Microsoft.AspNetCore.Connections;

namespace Serverless.LocalHost.Hosting;

/// <summary>Ends the process of an app that is set up wrongly with a message alone, without a stack trace.</summary>
internal static class StartupFailure
{
    private static int _installed;

    public static void ReportPlainly()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, failure) => Report(failure.ExceptionObject as Exception);
        }
    }

    /// <summary>What to tell the user, or null where the failure is a defect and its stack trace of use.</summary>
    public static string? Describe(Exception? exception) => exception switch
    {
        LocalHostException failure => failure.Message,
        IOException { InnerException: AddressInUseException } failure => $"{failure.Message} Choose another port with --port.",
        _ => null,
    };

    private static void Report(Exception? exception)
    {
        if (Describe(exception) is { } message)
        {
            Console.Error.WriteLine(message);
            Environment.Exit(1);
        }
    }
}
