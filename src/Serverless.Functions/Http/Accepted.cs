using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions.Http;

/// <summary>The answer to a request that started an orchestration: 202 with the links to follow and steer it.</summary>
internal static class Accepted
{
    public static IActionResult Instance(DurableTaskClient client, string instanceId, HttpRequest request)
    {
        request.HttpContext.Response.Headers.RetryAfter = "10";
        var links = client.CreateHttpManagementPayload(instanceId);
        return new AcceptedResult(links.StatusQueryGetUri, links);
    }
}
