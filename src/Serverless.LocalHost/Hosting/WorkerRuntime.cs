using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>The setting by which the real host knows how to run the app.</summary>
internal static class WorkerRuntime
{
    private const string Setting = "FUNCTIONS_WORKER_RUNTIME";
    private const string Expected = "dotnet-isolated";

    /// <summary>What to warn of, or null: this host runs the app either way, the real one would not.</summary>
    public static string? Warning(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => $"The setting '{Setting}' is missing, and the real host would not start the app; "
            + $"add \"{Setting}\": \"{Expected}\" to the Values of local.settings.json.",
        var found when !found.Equals(Expected, StringComparison.OrdinalIgnoreCase) =>
            $"The setting '{Setting}' is \"{found}\", and the real host would not run the app; it has to be \"{Expected}\".",
        _ => null,
    };
}
