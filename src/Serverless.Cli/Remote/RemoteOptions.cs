using System.CommandLine;
using Serverless.Pipeline;

namespace Serverless.Cli.Remote;

/// <summary>Which app is meant: <c>--app</c> and <c>--key</c>, which every command below <c>serverless remote</c> takes.</summary>
internal static class RemoteOptions
{
    private const string AddressVariable = "SERVERLESS_APP";
    private const string KeyVariable = "SERVERLESS_KEY";

    public static Option<string> App { get; } = new("--app")
    {
        Description = $"Address of the app. Default: the variable {AddressVariable}, else http://127.0.0.1:7071.",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : "http://127.0.0.1:7071",
    };

    public static Option<string?> Key { get; } = new("--key")
    {
        Description = $"Function key of the app. Default: the variable {KeyVariable}, where other users of this machine do not see it.",
        Recursive = true,
    };

    /// <exception cref="PipelineException">The address is none.</exception>
    public static RemoteApp Open(ParseResult parsed)
    {
        var address = parsed.GetValue(App)!;
        var key = parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable(KeyVariable);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? new RemoteApp(new HttpClient { BaseAddress = uri, Timeout = TimeSpan.FromMinutes(2) }, key)
            : throw new PipelineException($"'{address}' is no address of an app: use one such as https://NAME.azurewebsites.net.");
    }
}
