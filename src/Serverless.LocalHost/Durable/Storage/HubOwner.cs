using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>Who runs a hub: a process of a machine, told from a later one of the same number by its start.</summary>
internal sealed record HubOwner(string Machine, int ProcessId, DateTimeOffset Started)
{
    /// <summary>Start times are computed from the machine's, and may differ by rounding.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    public static HubOwner Current()
    {
        using var process = Process.GetCurrentProcess();
        return new HubOwner(Environment.MachineName, process.Id, process.StartTime.ToUniversalTime());
    }

    public static HubOwner? Read(IDictionary<string, string> metadata) =>
        metadata.TryGetValue("machine", out var machine)
        && metadata.TryGetValue("process", out var process)
        && metadata.TryGetValue("started", out var started)
            ? new HubOwner(
                machine,
                int.Parse(process, CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(started, CultureInfo.InvariantCulture))
            : null;

    public bool IsOnThisMachine => Machine == Environment.MachineName;

    public bool IsThisProcess => IsOnThisMachine && ProcessId == Environment.ProcessId && IsRunning();

    /// <summary>Whether a process of this machine still runs.</summary>
    public bool IsRunning()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return !process.HasExited && (process.StartTime.ToUniversalTime() - Started).Duration() < Rounding;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    public Dictionary<string, string> ToMetadata() => new()
    {
        ["machine"] = Machine,
        ["process"] = ProcessId.ToString(CultureInfo.InvariantCulture),
        ["started"] = Started.ToString("O", CultureInfo.InvariantCulture),
    };

    public override string ToString() => IsOnThisMachine
        ? string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} of this machine")
        : string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Machine}");
}
