using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Serverless.Pipeline.Training;

/// <summary>Finds processes of this machine by their environment variables, as far as <c>/proc</c> shows them.</summary>
internal static class ProcessVariables
{
    private const string Root = "/proc";

    /// <summary>The process that was started first of those that have all the variables: children inherit them. Null where there is none.</summary>
    public static Process? FindOldest(IReadOnlyDictionary<string, string> variables)
    {
        Process? oldest = null;
        foreach (var id in ListIds().Where(id => Has(id, variables)))
        {
            oldest = Older(oldest, Find(id));
        }

        return oldest;
    }

    private static IEnumerable<int> ListIds() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root)
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
        : [];

    private static bool Has(int id, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            var environment = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}/environ"));
            var entries = Encoding.UTF8.GetString(environment).Split('\0').ToHashSet(StringComparer.Ordinal);
            return variables.All(variable => entries.Contains($"{variable.Key}={variable.Value}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Process? Older(Process? one, Process? other)
    {
        var (kept, dropped) = StartOf(one) <= StartOf(other) ? (one, other) : (other, one);
        dropped?.Dispose();
        return kept;
    }

    private static DateTime StartOf(Process? process)
    {
        try
        {
            return process?.StartTime ?? DateTime.MaxValue;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return DateTime.MaxValue;
        }
    }
}
