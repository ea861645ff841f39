using System.Reflection;

namespace Serverless.LocalHost;

/// <summary>What a test chooses and an app started from the command line has by default.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The command line; as for <c>func start</c>: <c>--port N</c> and <c>--address A</c> choose where the
    /// host listens, <c>--cors ORIGIN,…</c> and <c>--cors-credentials true</c> which web pages may call it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The assembly whose functions are run; the entry assembly by default.</summary>
    public Assembly? FunctionsAssembly { get; init; }

    /// <summary>The types whose functions are run, in place of the assembly's.</summary>
    internal IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>
    /// The folder where the search for <c>host.json</c> and <c>local.settings.json</c> starts, going up from there;
    /// by default the current folder, then the app's own.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>
    /// Settings that win over environment and files. Where given, <c>local.settings.json</c> is not read and the
    /// process's environment not changed, so that several hosts can live in one process.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Where the list of functions is written at the start; the console by default.</summary>
    public TextWriter Output { get; init; } = Console.Out;
}
