using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>Where the host listens.</summary>
internal static class ListenAddress
{
    private const string DefaultAddress = "127.0.0.1";
    private const int DefaultPort = 7071;

    /// <summary>By the command line, else by <c>ASPNETCORE_URLS</c>, else by <c>local.settings.json</c>, else 127.0.0.1:7071.</summary>
    public static string Choose(IReadOnlyList<string> arguments, IConfiguration configuration, LocalSettings localSettings)
    {
        // Read apart from the configuration, where an environment variable PORT would look the same.
        var commandLine = new ConfigurationBuilder().AddCommandLine([.. arguments]).Build();
        var (address, port) = (commandLine["address"], commandLine["port"]);
        if (address is null && port is null && configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return urls;
        }

        return $"http://{address ?? DefaultAddress}:{(port is null ? localSettings.HttpPort ?? DefaultPort : ParsePort(port))}";
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new LocalHostException($"--port is '{text}'; it has to be a number from 0 (any free port) to 65535.");
}
