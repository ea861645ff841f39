using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Http;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Triggers;

/// <summary>A message in a queue.</summary>
internal sealed class QueueTriggerEvent : TriggerEvent
{
    private readonly QueueMessage _message;

    public QueueTriggerEvent(string queue, QueueMessage message)
    {
        _message = message;
        Reason = $"New queue message detected on '{queue}'.";
        var text = message.Body.ToString();
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = text,
            ["Id"] = message.MessageId,
            ["PopReceipt"] = message.PopReceipt,
            ["DequeueCount"] = message.DequeueCount,
            ["InsertionTime"] = JsonSerializer.Serialize(message.InsertedOn),
            ["ExpirationTime"] = JsonSerializer.Serialize(message.ExpiresOn),
            ["NextVisibleTime"] = JsonSerializer.Serialize(message.NextVisibleOn),
        };
        JsonBindingData.AddProperties(data, text);
        BindingData = data;
    }

    public override string Reason { get; }

    public override IReadOnlyDictionary<string, object?> BindingData { get; }

    public static bool Supports(Type type) =>
        type == typeof(QueueMessage) || type == typeof(BinaryData) || JsonValue.Supports(type);

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        var type = parameter.ParameterType;
        return ValueTask.FromResult(type switch
        {
            _ when type == typeof(QueueMessage) => _message,
            _ when type == typeof(BinaryData) => _message.Body,
            _ => JsonValue.Convert(_message.Body, type, WorkerJson.OptionsOf(context), "The message", parameter.Name!),
        });
    }
}
