using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Serverless.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Answers HTTP requests that start orchestrations.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>Answers 202 with the addresses of an instance.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>Answers with the addresses of an instance.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, statusCode, cancellation).GetAwaiter().GetResult();

    /// <summary>Answers 202 with the addresses of an instance.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>Answers with the addresses of an instance.</summary>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = request.CreateResponse(statusCode);
        response.Headers.Add("Location", payload.StatusQueryGetUri);
        await response.WriteAsJsonAsync(payload, cancellation);
        return response;
    }

    /// <summary>The addresses of an instance: below the request's own address where one is given, else below the host's.</summary>
    /// <exception cref="InvalidOperationException">The client is not one that this host gave a function.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return ManagementAddress.Of(client).CreatePayload(instanceId, request?.Url);
    }
}
