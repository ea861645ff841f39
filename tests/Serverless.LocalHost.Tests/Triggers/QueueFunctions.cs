using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

internal sealed class QueueFunctions(AppHost.Recorder recorder)
{
    [Function("AsText")]
    public void AsText(
        [QueueTrigger("%Queue%-text")] string message,
        string id,
        string popReceipt,
        int dequeueCount,
        DateTimeOffset insertionTime,
        DateTimeOffset expirationTime,
        DateTimeOffset nextVisibleTime,
        FunctionContext context) =>
        recorder.Add(new Received(
            message, dequeueCount, id.Length > 0 && popReceipt.Length > 0, insertionTime < expirationTime && insertionTime < nextVisibleTime,
            context.BindingContext.BindingData["QueueTrigger"]));

    [Function("AsBytes")]
    public void AsBytes([QueueTrigger("%Queue%-bytes")] byte[] message) => recorder.Add($"bytes {message.Length}");

    [Function("AsBinaryData")]
    public void AsBinaryData([QueueTrigger("%Queue%-data")] BinaryData message) => recorder.Add($"data {message}");

    [Function("AsMessage")]
    public void AsMessage([QueueTrigger("%Queue%-message")] QueueMessage message) => recorder.Add($"message {message.Body} {message.DequeueCount}");

    [Function("AsOrder")]
    public void AsOrder([QueueTrigger("%Queue%-order")] Order order, string name) => recorder.Add($"order {order.Count} {name}");

    internal sealed record Order(string Name, int Count);

    internal sealed record Received(string Message, int DequeueCount, bool HasIdentity, bool HasTimes, object? BindingData);
}

internal sealed class FailingQueueFunctions(AppHost.Recorder recorder)
{
    [Function("FailsOnMessage")]
    public void Fail([QueueTrigger("%Queue%")] string message, int dequeueCount)
    {
        recorder.Add($"{message} {dequeueCount}");
        throw new InvalidDataException("not an order");
    }
}

internal sealed class SlowQueueFunctions(AppHost.Recorder recorder)
{
    [Function("IsSlow")]
    public async Task WaitAsync([QueueTrigger("%Queue%")] string message, int dequeueCount, CancellationToken cancellationToken)
    {
        recorder.Add($"started {message} {dequeueCount}");
        if (message == "lease")
        {
            // Longer than its lease, so that another would get the message unless it is renewed.
            await Task.Delay(TimeSpan.FromSeconds(2.5), cancellationToken);
            recorder.Add("ended");
            return;
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
