using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class BindingCheckTests
{
    [Theory]
    [InlineData(typeof(BinaryBlob), "'content' cannot be a BinaryData; take string, byte[], Stream")]
    [InlineData(typeof(ClientInQueue), "'message' cannot be a BlobClient; take string, byte[], BinaryData, QueueMessage")]
    [InlineData(typeof(LoggerParameter), "'logger' cannot be a ILogger; take services from the constructor")]
    [InlineData(typeof(BadCron), "parameter 'timer' of the function 'Wrong' is wrong: \"every day\" is neither a cron expression of six fields")]
    [InlineData(typeof(NeverDue), "\"0 0 0 30 2 *\" never comes due")]
    [InlineData(typeof(MissingConnection), "the connection of 'message' is not set up. The setting 'NoSuchAccount' names no storage account for the queue service")]
    [InlineData(typeof(MissingOutputConnection), "the connection of '$return' is not set up. The setting 'NoSuchAccount'")]
    [InlineData(typeof(BadExpression), "in the binding of '$return' \"box/{name\" has a brace without its counterpart")]
    [InlineData(typeof(RetryOnHttp), "its httpTrigger does not support FixedDelayRetryAttribute")]
    [InlineData(typeof(BadRetry), "in its FixedDelayRetryAttribute \"soon\" is not an interval such as 00:00:10")]
    [InlineData(typeof(BodyOfQueue), "'body' is to be read from a request's body, but its trigger is no HttpTrigger")]
    [InlineData(typeof(OrchestratorOutput), "it is an orchestrator, which is replayed, and its output '$return' has a binding")]
    [InlineData(typeof(BadConstraint), "wrong route \"/api/x/{id:whole}\": there is no constraint 'whole'")]
    public async Task Start_FunctionThatCannotWork_SaysWhichAndWhatToDo(Type functions, string expected)
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" };

        var exception = await Assert.ThrowsAsync<LocalHostException>(() => AppHost.StartAsync([functions], settings));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Wrong'", exception.Message, StringComparison.Ordinal);
    }

    private static class BinaryBlob
    {
        [Function("Wrong")]
        public static void Run([BlobTrigger("box/{name}")] BinaryData content)
        {
        }
    }

    private static class ClientInQueue
    {
        [Function("Wrong")]
        public static void Run([QueueTrigger("box")] BlobClient message)
        {
        }
    }

    private static class LoggerParameter
    {
        [Function("Wrong")]
        public static void Run([QueueTrigger("box")] string message, ILogger logger)
        {
        }
    }

    private static class BadCron
    {
        [Function("Wrong")]
        public static void Run([TimerTrigger("every day")] TimerInfo timer)
        {
        }
    }

    private static class NeverDue
    {
        [Function("Wrong")]
        public static void Run([TimerTrigger("0 0 0 30 2 *")] TimerInfo timer)
        {
        }
    }

    private static class MissingConnection
    {
        [Function("Wrong")]
        public static void Run([QueueTrigger("box", Connection = "NoSuchAccount")] string message)
        {
        }
    }

    private static class MissingOutputConnection
    {
        [Function("Wrong")]
        [QueueOutput("box", Connection = "NoSuchAccount")]
        public static string Run([HttpTrigger] HttpRequest request) => string.Empty;
    }

    private static class BadExpression
    {
        [Function("Wrong")]
        [BlobOutput("box/{name")]
        public static string Run([HttpTrigger] HttpRequest request) => string.Empty;
    }

    private static class RetryOnHttp
    {
        [Function("Wrong")]
        [FixedDelayRetry(3, "00:00:01")]
        public static void Run([HttpTrigger] HttpRequest request)
        {
        }
    }

    private static class BadRetry
    {
        [Function("Wrong")]
        [FixedDelayRetry(3, "soon")]
        public static void Run([TimerTrigger("00:01:00")] TimerInfo timer)
        {
        }
    }

    private static class BodyOfQueue
    {
        [Function("Wrong")]
        public static void Run([QueueTrigger("box")] string message, [FromBody] string body)
        {
        }
    }

    private static class OrchestratorOutput
    {
        [Function("Wrong")]
        [QueueOutput("box")]
        public static string Run([OrchestrationTrigger] TaskOrchestrationContext context) => string.Empty;
    }

    private static class BadConstraint
    {
        [Function("Wrong")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id:whole}")] HttpRequest request)
        {
        }
    }
}
