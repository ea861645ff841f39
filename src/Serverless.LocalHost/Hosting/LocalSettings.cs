namespace Serverless.LocalHost.Hosting;

/// <summary>What <c>local.settings.json</c> says.</summary>
/// <param name="Values">Settings for the app.</param>
/// <param name="HttpPort">The port of the section <c>Host</c>.</param>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string> Values, int? HttpPort)
{
    public static readonly LocalSettings None = new(new Dictionary<string, string>(), null);

    /// <summary>The origins of the section <c>Host</c>.</summary>
    public CorsSettings Cors { get; init; } = CorsSettings.None;

    /// <summary>What was found that has no effect.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads the file; without one there are no settings.</summary>
    /// <exception cref="LocalHostException">It is encrypted, not JSON, or of another shape.</exception>
    public static LocalSettings Read(string? path) => path is null ? None : new LocalSettingsReader(path).Read();

    /// <summary>Gives the process the values as environment variables, without overriding any.</summary>
    public void ExportValues()
    {
        foreach (var (name, value) in Values)
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}
