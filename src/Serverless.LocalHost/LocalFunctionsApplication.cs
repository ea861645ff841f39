using Microsoft.Azure.Functions.Worker.Builder;

namespace Serverless.LocalHost;

/// <summary>Creates a host of which more can be chosen than <see cref="FunctionsApplication"/> lets an app choose.</summary>
public static class LocalFunctionsApplication
{
    /// <summary>A builder for a host with the given options.</summary>
    /// <exception cref="LocalHostException">A settings file is unreadable.</exception>
    public static FunctionsApplicationBuilder CreateBuilder(LocalHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FunctionsApplicationBuilder(options);
    }
}
