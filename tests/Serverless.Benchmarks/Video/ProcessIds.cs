using System.Globalization;

namespace Serverless.Benchmarks.Video;

/// <summary>The processes of this machine. Linux only.</summary>
internal static class ProcessIds
{
    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);
}
