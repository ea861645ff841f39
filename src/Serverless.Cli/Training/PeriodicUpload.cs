namespace Serverless.Cli.Training;

/// <summary>Uploads something every so often until it is disposed, and then once more.</summary>
internal sealed class PeriodicUpload : IAsyncDisposable
{
    private readonly Func<Task> _upload;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="upload">Never called twice at once; must not throw.</param>
    public PeriodicUpload(Func<Task> upload, TimeSpan interval, TimeProvider time)
    {
        _upload = upload;
        _loop = Task.Run(() => RunAsync(interval, time));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _upload();
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await _upload();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nothing more is to come.
        }
    }
}
