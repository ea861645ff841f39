using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Triggers;

/// <summary>Keeps a message from others while it is worked on.</summary>
internal sealed class QueueMessageLease(QueueClient queue, QueueMessage message, TimeSpan duration, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private string _receipt = message.PopReceipt;
    private Task? _renewal;

    public void Start() => _renewal = RenewAsync(_ended.Token);

    public async Task DeleteAsync()
    {
        await StopAsync();
        await queue.DeleteMessageAsync(message.MessageId, _receipt, CancellationToken.None);
    }

    /// <summary>Lets others have the message, after a time.</summary>
    public async Task ReleaseAsync(TimeSpan after)
    {
        await StopAsync();
        await queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: after, cancellationToken: CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _ended.Dispose();
    }

    private async Task StopAsync()
    {
        await _ended.CancelAsync();
        await (_renewal ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(duration / 2, time, cancellationToken);
            try
            {
                // Without the token: whether the receipt changed has to be known.
                UpdateReceipt renewed = await queue.UpdateMessageAsync(
                    message.MessageId, _receipt, visibilityTimeout: duration, cancellationToken: CancellationToken.None);
                _receipt = renewed.PopReceipt;
            }
            catch (RequestFailedException exception)
            {
                logger.RenewalFailed(queue.Name, message.MessageId, exception.Message);
            }
        }
    }
}
