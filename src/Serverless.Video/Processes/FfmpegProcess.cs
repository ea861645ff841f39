using System.Diagnostics;

namespace Serverless.Video.Processes;

/// <summary>A running ffmpeg whose standard input or output carries raw frames.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    // glibc hands large blocks back to the system when they are freed. ffmpeg does that with frames: their pages would be made anew each
    // time, which can double what encoding costs. Other systems ignore these.
    private static readonly (string Name, string Value)[] s_keptMemory =
    [
        ("MALLOC_MMAP_THRESHOLD_", "134217728"), ("MALLOC_TRIM_THRESHOLD_", "536870912"), ("MALLOC_TOP_PAD_", "16777216"),
    ];

    private readonly Process _process;
    private readonly ErrorTail _errors = new();

    private FfmpegProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        if (start.RedirectStandardInput)
        {
            PipeCapacity.Enlarge(Input);
        }

        if (start.RedirectStandardOutput)
        {
            PipeCapacity.Enlarge(Output);
        }
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public static FfmpegProcess Start(IEnumerable<string> arguments, bool input = false, bool output = false)
    {
        // In a session of its own: Ctrl-C in a terminal goes to every process of the foreground, and would end it before the last
        // frames have passed through.
        var session = Ffmpeg.FindOptional("setsid", Environment.GetEnvironmentVariable("PATH"));
        var start = new ProcessStartInfo(session ?? Ffmpeg.Encoder)
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = output,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] common = ["-hide_banner", "-nostdin", "-loglevel", "error"];
        if (session is not null)
        {
            start.ArgumentList.Add(Ffmpeg.Encoder);
        }

        foreach (var (name, value) in s_keptMemory)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in common.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return new FfmpegProcess(start);
    }

    /// <summary>Waits for the end and gives the exit code; all of the error output is in by then.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>What ffmpeg said last, in one line.</summary>
    public string Errors => _errors.ToString();

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }
}
