using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>Reads settings of <c>host.json</c> and knows which of them were never asked for.</summary>
internal sealed class HostSettingValues(IConfigurationRoot file, string path)
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(string key)
    {
        _asked.Add(key);
        return file[key];
    }

    public int? PositiveInteger(string key) => Integer(key) switch
    {
        null => null,
        > 0 and var value => value,
        _ => throw Wrong(key, file[key]!, "a whole number above 0"),
    };

    /// <summary>A number above 0; null where it is not given, and where it is -1, which stands for "without bound".</summary>
    public int? Bound(string key) => Text(key) is "-1" ? null : PositiveInteger(key);

    public TimeSpan? Duration(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        // A number alone would be read as days.
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
                ? value
                : throw Wrong(key, text, "a time such as \"00:05:00\"");
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

    /// <summary>One warning for each setting that this host does not know or does not heed.</summary>
    public IEnumerable<string> Warnings() =>
        from setting in file.AsEnumerable()
        where setting.Value is not null && !_asked.Contains(setting.Key) && !IsWithin(setting.Key, HostSettingNames.Harmless)
        orderby setting.Key
        select $"{path}: {Describe(setting.Key)}";

    public LocalHostException Wrong(string key, string text, string expected) =>
        new($"{path}: '{Dotted(key)}' is \"{text}\"; it has to be {expected}.");

    private int? Integer(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(key, text, "a whole number above 0");
    }

    private string Describe(string key)
    {
        if (IsWithin(key, HostSettingNames.WithoutEffect))
        {
            return $"the setting '{Dotted(key)}' has no effect in this host.";
        }

        var nearest = NearestName.Find(key, [.. _asked, .. HostSettingNames.Harmless, .. HostSettingNames.WithoutEffect]);
        return nearest is null
            ? $"the setting '{Dotted(key)}' is not known and has no effect."
            : $"the setting '{Dotted(key)}' is not known and has no effect; did you mean '{Dotted(nearest)}'?";
    }

    private static string Dotted(string key) => key.Replace(':', '.');

    private static bool IsWithin(string key, IEnumerable<string> sections) => sections.Any(section =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':'));
}
