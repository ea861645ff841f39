using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>Replaces <c>%Setting%</c> in what a trigger's attribute says.</summary>
internal static partial class SettingExpressions
{
    /// <exception cref="LocalHostException">A setting is not set.</exception>
    public static string Resolve(string text, string function, IConfiguration configuration) =>
        ResolveFor($"The function '{function}'", text, configuration);

    /// <summary>Replaces for whoever is named first in the message.</summary>
    /// <exception cref="LocalHostException">A setting is not set.</exception>
    public static string ResolveFor(string referrer, string text, IConfiguration configuration) =>
        Expression().Replace(text, match =>
            configuration[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw new LocalHostException(
                $"{referrer} refers to the setting '{match.Groups[1].Value}' in \"{text}\", which is not set; add it to the Values of local.settings.json or to the environment."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Expression();
}
