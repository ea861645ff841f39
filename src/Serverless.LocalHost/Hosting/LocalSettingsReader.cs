using System.Globalization;
using System.Text.Json;

namespace Serverless.LocalHost.Hosting;

/// <summary>Reads a <c>local.settings.json</c>, and says what is wrong with its shape.</summary>
internal sealed class LocalSettingsReader(string path)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly string[] Sections = ["IsEncrypted", "Values", "Host", "ConnectionStrings"];
    private static readonly string[] HostNames = ["LocalHttpPort", "CORS", "CORSCredentials"];

    private readonly List<string> _warnings = [];

    public LocalSettings Read()
    {
        using var document = Parse();
        var file = Members(document.RootElement, "the file");
        if (file.TryGetValue("IsEncrypted", out var encrypted) && Flag(encrypted, "IsEncrypted"))
        {
            throw new LocalHostException($"{path} is encrypted; run `func settings decrypt` first.");
        }

        var values = ReadValues(file);
        var host = file.TryGetValue("Host", out var section) ? Members(section, "'Host'") : [];
        NameUnknown(file.Keys, Sections, string.Empty);
        NameUnknown(host.Keys, HostNames, "Host:");
        return new LocalSettings(values, host.TryGetValue("LocalHttpPort", out var port) ? Port(port) : null)
        {
            Cors = ReadCors(host),
            Warnings = _warnings,
        };
    }

    private JsonDocument Parse()
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(path), Lenient);
        }
        catch (JsonException exception)
        {
            throw new LocalHostException($"{path} is not valid JSON: {exception.Message}", exception);
        }
    }

    private Dictionary<string, string> ReadValues(Dictionary<string, JsonElement> file)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!file.TryGetValue("Values", out var section))
        {
            _warnings.Add($"{path} has no \"Values\": settings of the app belong there.");
        }
        else
        {
            Collect(section, "Values", string.Empty, values);
        }

        if (file.TryGetValue("ConnectionStrings", out var connections))
        {
            Collect(connections, "ConnectionStrings", "ConnectionStrings:", values);
        }

        return values;
    }

    private void Collect(JsonElement section, string sectionName, string prefix, Dictionary<string, string> values)
    {
        foreach (var (name, value) in Members(section, $"'{sectionName}'"))
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                throw Wrong($"'{sectionName}.{name}'", "a text: write a nested setting as \"Section__Name\": \"value\"");
            }

            if (value.ValueKind != JsonValueKind.Null)
            {
                values[prefix + name] = Text(value);
            }
        }
    }

    private CorsSettings ReadCors(Dictionary<string, JsonElement> host)
    {
        var credentials = host.TryGetValue("CORSCredentials", out var flag) && Flag(flag, "Host.CORSCredentials");
        if (!host.TryGetValue("CORS", out var origins))
        {
            return CorsSettings.None;
        }

        return origins.ValueKind == JsonValueKind.String
            ? CorsSettings.Parse(origins.GetString(), credentials, $"{path}: 'Host'")
            : throw Wrong("'Host.CORS'", "a text of origins divided by commas, or \"*\"");
    }

    private int Port(JsonElement value) =>
        int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw Wrong("'Host.LocalHttpPort'", "a number from 0 (any free port) to 65535");

    private bool Flag(JsonElement value, string name) =>
        bool.TryParse(Text(value), out var flag) ? flag : throw Wrong($"'{name}'", "true or false");

    private Dictionary<string, JsonElement> Members(JsonElement value, string what)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(what, "an object, { … }");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private void NameUnknown(IEnumerable<string> names, string[] known, string section)
    {
        foreach (var name in names.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            var nearest = NearestName.Find(section + name, known.Select(other => section + other));
            var hint = nearest is null ? "settings of the app belong into \"Values\"" : $"did you mean '{nearest.Replace(':', '.')}'?";
            _warnings.Add($"{path}: '{(section + name).Replace(':', '.')}' is not known and has no effect; {hint}");
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private LocalHostException Wrong(string what, string expected) => new($"{path}: {what} has to be {expected}.");
}
