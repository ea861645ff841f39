using Serverless.LocalHost;
using Serverless.LocalHost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a functions app starts.</summary>
public class FunctionsApplication
{
    /// <summary>A builder with the defaults: configuration from environment, settings files and command line, console logging.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        StartupFailure.ReportPlainly();
        return new(new LocalHostOptions { Arguments = args });
    }
}
