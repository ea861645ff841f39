using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Tests.Faults;

/// <summary>Finds training jobs by the environment that their launcher gave them.</summary>
internal static class TrainingProcesses
{
    /// <param name="connectionString">Of the storage account that they work with.</param>
    /// <param name="run">Id of their run; null for all.</param>
    public static List<Process> Of(string connectionString, string? run)
    {
        var found = new List<Process>();
        foreach (var id in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)))
        {
            if (IsJob($"/proc/{id}/environ", connectionString, run))
            {
                Add(found, int.Parse(id!, CultureInfo.InvariantCulture));
            }
        }

        return found;
    }

    private static bool IsJob(string environment, string connectionString, string? run)
    {
        try
        {
            var variables = Encoding.UTF8.GetString(File.ReadAllBytes(environment)).Split('\0');
            return variables.Contains($"AzureWebJobsStorage={connectionString}") && variables.Any(variable => variable.StartsWith($"{JobVariables.Run}={run}", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Add(List<Process> found, int id)
    {
        try
        {
            found.Add(Process.GetProcessById(id));
        }
        catch (Exception exception) when (exception is ArgumentException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
