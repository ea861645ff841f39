using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;
using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Bindings;

/// <summary>Finds, before anything runs, the functions whose signature cannot work.</summary>
internal sealed class BindingCheck(FunctionIndex functions, StorageConnections storage, IConfiguration configuration)
{
    /// <exception cref="LocalHostException">One cannot; the message names it, what is wrong with it and what to do.</exception>
    public void Run()
    {
        foreach (var function in functions.All)
        {
            CheckTrigger(function);
            CheckRetry(function);
            foreach (var parameter in function.Inputs.Where(parameter => parameter != function.TriggerParameter))
            {
                CheckInput(function, parameter);
            }

            foreach (var output in function.Outputs)
            {
                CheckOutput(function, output);
            }
        }
    }

    private void CheckTrigger(FunctionMethod function)
    {
        var parameter = function.TriggerParameter;
        var type = parameter.ParameterType;
        switch (function.Trigger)
        {
            case HttpTriggerAttribute:
                Require(type.IsAssignableFrom(typeof(HttpRequest)) || type == typeof(HttpRequestData) || JsonValue.Supports(type),
                    function, parameter, "take HttpRequest, HttpRequestData, string or a class that the JSON body is read to");
                break;
            case BlobTriggerAttribute trigger:
                RequireBlobType(function, parameter);
                RequireStorage(function, parameter.Name!, trigger.Connection, name => storage.Blobs(name));
                break;
            case QueueTriggerAttribute trigger:
                Require(QueueTriggerEvent.Supports(type), function, parameter, "take string, byte[], BinaryData, QueueMessage or a class that the JSON message is read to");
                RequireStorage(function, parameter.Name!, trigger.Connection, name => storage.Queues(name));
                break;
            case TimerTriggerAttribute:
                Require(JsonValue.Supports(type) && type != typeof(byte[]), function, parameter, "take TimerInfo");
                break;
        }
    }

    private static void CheckRetry(FunctionMethod function)
    {
        if (function.Retry is null)
        {
            return;
        }

        var capabilities = function.Trigger.GetType().GetCustomAttribute<BindingCapabilitiesAttribute>()?.Capabilities ?? [];
        if (!capabilities.Contains(KnownBindingCapabilities.FunctionLevelRetry))
        {
            throw Wrong(function, $"its {function.TriggerType} does not support {function.Retry.GetType().Name}; remove the attribute, the trigger has its own way of trying again");
        }

        try
        {
            _ = RetrySchedule.Of(function.Retry);
        }
        catch (FormatException exception)
        {
            throw Wrong(function, $"in its {function.Retry.GetType().Name} {exception.Message}");
        }
    }

    private void CheckInput(FunctionMethod function, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<BlobInputAttribute>() is { } input)
        {
            RequireOutsideOrchestrator(function, $"parameter '{parameter.Name}'");
            RequireBlobType(function, parameter);
            RequireExpression(function, parameter.Name!, input.BlobPath);
            RequireStorage(function, parameter.Name!, input.Connection, name => storage.Blobs(name));
        }
        else if (parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            Require(parameter.ParameterType.IsAssignableFrom(typeof(DurableTaskClient)), function, parameter, "take DurableTaskClient");
        }
        else if (parameter.IsDefined(typeof(FromBodyAttribute)) && function.Trigger is not HttpTriggerAttribute)
        {
            throw Wrong(function, $"its parameter '{parameter.Name}' is to be read from a request's body, but its trigger is no HttpTrigger");
        }
        else if (function.Trigger is HttpTriggerAttribute or BlobTriggerAttribute or QueueTriggerAttribute or TimerTriggerAttribute)
        {
            var type = parameter.ParameterType;
            Require(type == typeof(FunctionContext) || type == typeof(CancellationToken) || JsonValue.Supports(type),
                function, parameter, "take services from the constructor, loggers from there or from FunctionContext");
        }
    }

    private void CheckOutput(FunctionMethod function, FunctionOutput output)
    {
        RequireOutsideOrchestrator(function, $"output '{output.Name}'");
        switch (output.Attribute)
        {
            case BlobOutputAttribute blob:
                RequireExpression(function, output.Name, blob.BlobPath);
                RequireStorage(function, output.Name, blob.Connection, name => storage.Blobs(name));
                break;
            case QueueOutputAttribute queue:
                RequireExpression(function, output.Name, queue.QueueName);
                RequireStorage(function, output.Name, queue.Connection, name => storage.Queues(name));
                break;
            case HttpResultAttribute when function.Trigger is not HttpTriggerAttribute:
                throw Wrong(function, $"its output '{output.Name}' is a response, but its trigger is no HttpTrigger; remove [HttpResult]");
        }
    }

    private static void RequireOutsideOrchestrator(FunctionMethod function, string what)
    {
        if (function.Trigger is OrchestrationTriggerAttribute)
        {
            throw Wrong(function, $"it is an orchestrator, which is replayed, and its {what} has a binding; move the binding to an activity");
        }
    }

    private static void RequireBlobType(FunctionMethod function, ParameterInfo parameter) => Require(
        BlobValue.Supports(parameter.ParameterType), function, parameter,
        "take string, byte[], Stream, BlobClient, BlockBlobClient, AppendBlobClient, PageBlobClient, BlobContainerClient or a class that the JSON content is read to");

    private void RequireExpression(FunctionMethod function, string name, string text)
    {
        try
        {
            _ = BindingExpression.Parse(SettingExpressions.Resolve(text, function.Name, configuration));
        }
        catch (FormatException exception)
        {
            throw Wrong(function, $"in the binding of '{name}' {exception.Message}");
        }
    }

    private static void RequireStorage(FunctionMethod function, string name, string? connection, Action<string?> connect)
    {
        try
        {
            connect(connection);
        }
        catch (LocalHostException exception)
        {
            throw Wrong(function, $"the connection of '{name}' is not set up. {exception.Message}", exception);
        }
    }

    private static void Require(bool condition, FunctionMethod function, ParameterInfo parameter, string remedy)
    {
        if (!condition)
        {
            throw Wrong(function, $"its parameter '{parameter.Name}' cannot be a {parameter.ParameterType.Name}; {remedy}");
        }
    }

    private static LocalHostException Wrong(FunctionMethod function, string what, Exception? cause = null)
    {
        var message = $"The function '{function.Name}' cannot run: {what}{(what.EndsWith('.') ? string.Empty : ".")}";
        return cause is null ? new LocalHostException(message) : new LocalHostException(message, cause);
    }
}
