using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>What <c>local.settings.json</c> says.</summary>
/// <param name="Values">Settings for the app.</param>
/// <param name="HttpPort">The port of the section <c>Host</c>.</param>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string> Values, int? HttpPort)
{
    public static readonly LocalSettings None = new(new Dictionary<string, string>(), null);

    public static LocalSettings Read(string? path)
    {
        if (path is null)
        {
            return None;
        }

        var file = JsonSettings.Read(path);
        if (bool.TryParse(file["IsEncrypted"], out var encrypted) && encrypted)
        {
            throw new LocalHostException($"{path} is encrypted; run `func settings decrypt` first.");
        }

        var values = file.GetSection("Values").AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Value!);
        return new LocalSettings(values, file.GetValue<int?>("Host:LocalHttpPort"));
    }

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
