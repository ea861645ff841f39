using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>Reads settings of <c>host.json</c> and knows which of them were never asked for.</summary>
internal sealed class HostSettingValues(IConfigurationRoot file, string path)
{
    // Meaningful to the cloud's host, or to more than one machine; saying so at every start would be noise.
    private static readonly string[] Irrelevant =
    [
        "logging:logLevel", "logging:applicationInsights", "logging:console", "logging:fileLoggingMode", "extensionBundle",
        "extensions:durableTask:storageProvider:type", "extensions:durableTask:storageProvider:partitionCount",
        // The engine and its queue are in this process: there is nothing to poll.
        "extensions:durableTask:storageProvider:maxQueuePollingInterval", "extensions:durableTask:tracing",
    ];

    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(string key)
    {
        _asked.Add(key);
        return file[key];
    }

    public int? PositiveInteger(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw Wrong(key, text, "a whole number above 0");
    }

    public TimeSpan? Duration(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
            ? value
            : throw Wrong(key, text, "a time such as 00:05:00");
    }

    public int? Integer(string key, int minimum, int maximum)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw Wrong(key, text, maximum == int.MaxValue ? $"a whole number from {minimum}" : $"a whole number from {minimum} to {maximum}");
    }

    public TimeSpan? Duration(string key, TimeSpan minimum)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= minimum
            ? value
            : throw Wrong(key, text, $"a time such as 00:00:30, of at least {minimum:c}");
    }

    /// <summary>One of some words, in lower case.</summary>
    public string? Choice(string key, params string[] words)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong(key, text, string.Join(" or ", words.Select(word => $"\"{word}\"")));
    }

    public void RequireVersion(string version)
    {
        if (Text("version") is { } found && found != version)
        {
            throw Wrong("version", found, $"\"{version}\"");
        }
    }

    public IEnumerable<string> Unknown() =>
        from setting in file.AsEnumerable()
        where setting.Value is not null && !_asked.Contains(setting.Key) && !Irrelevant.Any(prefix => IsWithin(setting.Key, prefix))
        orderby setting.Key
        select setting.Key.Replace(':', '.');

    private static bool IsWithin(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');

    private LocalHostException Wrong(string key, string text, string expected) =>
        new($"{path}: '{key.Replace(':', '.')}' is \"{text}\"; it has to be {expected}.");
}
