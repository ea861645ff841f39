using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Serverless.LocalHost.Triggers;

/// <summary>Reads the encoding of messages.</summary>
internal static class QueueMessageText
{
    /// <summary>The message with its decoded body, or null where that is not in the encoding.</summary>
    public static QueueMessage? Decode(QueueMessage message, QueueMessageEncoding encoding)
    {
        if (encoding == QueueMessageEncoding.None)
        {
            return message;
        }

        var text = message.Body.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? QueuesModelFactory.QueueMessage(
                message.MessageId,
                message.PopReceipt,
                BinaryData.FromBytes(bytes.AsMemory(0, length)),
                message.DequeueCount,
                message.NextVisibleOn,
                message.InsertedOn,
                message.ExpiresOn)
            : null;
    }
}
