using System.Globalization;

namespace Serverless.Benchmarks.Training;

/// <summary>Resident memory of this process as Linux counts it, in MB of 2^20 bytes.</summary>
internal static class ProcessMemory
{
    public static double Resident => Read("VmRSS:");

    /// <summary>The highest since <see cref="ResetPeak"/>.</summary>
    public static double Peak => Read("VmHWM:");

    public static void ResetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static double Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
