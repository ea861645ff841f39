using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>
/// Takes the messages of a queue and has each worked on until it succeeds; what fails too often goes to the poison queue. Both
/// clients are without an encoding of their own, so that a message moves on unchanged.
/// </summary>
internal sealed class QueueListener(
    string name,
    QueueClient queue,
    QueueClient poisonQueue,
    QueueSettings settings,
    TimeSpan lease,
    Func<QueueMessage, CancellationToken, Task> work,
    TimeProvider time,
    ILogger logger)
    : ITriggerListener
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly PollingBackoff _backoff = new(settings.MaxPollingInterval);
    private bool _storageAnswers = true;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await TryTakeAsync(cancellationToken))
                {
                    _backoff.Reset();
                    await WaitForRoomAsync(cancellationToken);
                }
                else
                {
                    await Task.Delay(_backoff.Next(), time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running.Keys);
        }
    }

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (_running.Count > settings.NewBatchThreshold)
        {
            await Task.WhenAny(_running.Keys).WaitAsync(cancellationToken);
        }
    }

    /// <returns>Whether there was a message.</returns>
    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without the token: messages that were taken and not worked on would be away until their lease ends.
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(settings.BatchSize, lease, CancellationToken.None);
            _storageAnswers = true;
            foreach (var message in messages)
            {
                Start(message, cancellationToken);
            }

            return messages.Length > 0;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // As in the real host: whoever sends the first message makes the queue.
            return false;
        }
#pragma warning disable CA1031 // Network, service or credentials: whatever it is, the next look may succeed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_storageAnswers)
            {
                logger.StorageSilent(name, exception.Message);
            }

            _storageAnswers = false;
            return false;
        }
    }

    private void Start(QueueMessage message, CancellationToken cancellationToken)
    {
        // Entered before the work begins, so that its end finds what to remove.
        Task? self = null;
        var work = new Task<Task>(async () =>
        {
            await TryProcessAsync(message, cancellationToken);
            _running.TryRemove(self!, out _);
        });
        self = work.Unwrap();
        _running[self] = true;
        work.Start(TaskScheduler.Default);
    }

    private async Task TryProcessAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await using var held = new QueueMessageLease(queue, message, lease, time, logger);
            held.Start();
            await ProcessAsync(message, held, cancellationToken);
        }
#pragma warning disable CA1031 // Only storage can fail here, and the message comes back when its lease ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.MessageFailed(name, message.MessageId, exception.Message);
        }
    }

    private async Task ProcessAsync(QueueMessage message, QueueMessageLease held, CancellationToken cancellationToken)
    {
        // More tries than allowed: a process died with the last one.
        if (message.DequeueCount > settings.MaxDequeueCount || QueueMessageText.Decode(message, settings.MessageEncoding) is not { } decoded)
        {
            await GiveUpAsync(message, held);
            return;
        }

        try
        {
            await work(decoded, cancellationToken);
            await held.DeleteAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await held.ReleaseAsync(TimeSpan.Zero);
        }
#pragma warning disable CA1031 // Whatever a function throws counts as a failed attempt, and the invoker has logged it.
        catch (Exception) when (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await GiveUpAsync(message, held);
        }
        catch (Exception)
#pragma warning restore CA1031
        {
            await held.ReleaseAsync(settings.VisibilityTimeout);
        }
    }

    private async Task GiveUpAsync(QueueMessage message, QueueMessageLease held)
    {
        await poisonQueue.SendOrCreateAsync(message.Body, CancellationToken.None);
        await held.DeleteAsync();
        logger.GaveUpMessage(name, message.MessageId, message.DequeueCount, poisonQueue.Name);
    }
}
