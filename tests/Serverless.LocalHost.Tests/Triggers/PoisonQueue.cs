using System.Text.Json;

namespace Serverless.LocalHost.Tests.Triggers;

/// <summary>The queue of blobs that functions failed on.</summary>
internal static class PoisonQueue
{
    /// <summary>The first message about a container's blob.</summary>
    public static async Task<JsonElement> ReadAsync(AzuriteFixture azurite, string container)
    {
        var queue = azurite.Queues.GetQueueClient("webjobs-blobtrigger-poison");
        var found = await Eventually.GetAsync(async () =>
        {
            var messages = await queue.ExistsAsync() ? (await queue.PeekMessagesAsync(32)).Value : [];
            return messages
                .Select(message => message.Body.ToObjectFromJson<JsonElement>())
                .Where(message => message.GetProperty("ContainerName").GetString() == container)
                .Select(message => (JsonElement?)message)
                .FirstOrDefault() is { } match ? [match] : (JsonElement[]?)null;
        });
        return found[0];
    }
}
