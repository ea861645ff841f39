using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Serverless.Pipeline.Training;

/// <summary>Runs the training container's entry point as a process of this machine.</summary>
/// <remarks>
/// Every process carries its run and attempt as variables. By them one is found, where /proc tells them, that was started by an app
/// which died before it could note so.
/// </remarks>
/// <param name="program">The program, such as <c>serverless</c> or <c>dotnet</c>.</param>
/// <param name="arguments">Its first arguments, such as <c>/app/serverless.dll</c>; <c>train-job --run ID</c> is appended.</param>
/// <param name="environment">Variables that the process gets beside the inherited ones.</param>
public sealed class ProcessTrainingLauncher(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : ITrainingLauncher
{
    public string Name => "process";

    /// <exception cref="PipelineException">The program cannot be started; the message names the setting.</exception>
    public Task<string> StartAsync(string runId, int attempt, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (var argument in arguments.Concat(["train-job", "--run", runId]))
        {
            start.ArgumentList.Add(argument);
        }

        var variables = new Dictionary<string, string>(environment)
        {
            [JobVariables.Run] = runId,
            [JobVariables.Attempt] = attempt.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = ProcessVariables.FindOldest(variables) ?? Process.Start(start)!;
            return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{process.Id}@{StartTimeOf(process) ?? DateTime.UtcNow:O}"));
        }
        catch (Win32Exception exception)
        {
            throw new PipelineException(
                $"The training job '{program}' could not be started ({exception.Message}): correct the settings Training:Program and Training:Arguments.", exception);
        }
    }

    public Task<bool> IsAliveAsync(string executionName, CancellationToken cancellationToken)
    {
        using var process = Find(executionName);
        return Task.FromResult(process is { HasExited: false });
    }

    public async Task StopAsync(string executionName, CancellationToken cancellationToken)
    {
        using var process = Find(executionName);
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    private static Process? Find(string executionName)
    {
        var separator = executionName.IndexOf('@', StringComparison.Ordinal);
        var id = int.Parse(executionName.AsSpan(0, separator), CultureInfo.InvariantCulture);
        var started = DateTime.Parse(executionName.AsSpan(separator + 1), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        try
        {
            // Process ids are used again: only the start time tells whether this is the one.
            var process = Process.GetProcessById(id);
            if (StartTimeOf(process) is { } time && Math.Abs((time - started).TotalSeconds) < 1)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A job that ends at once is gone before it is asked.
    private static DateTime? StartTimeOf(Process process)
    {
        try
        {
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
