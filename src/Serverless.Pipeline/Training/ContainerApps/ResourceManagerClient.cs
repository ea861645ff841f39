using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;

namespace Serverless.Pipeline.Training.ContainerApps;

/// <summary>
/// Sends requests to Azure Resource Manager with a bearer token. What it asks to be repeated, and what fails on the way, is repeated
/// a few times with growing pauses. Messages never hold the token, nor anything of a request but its method and path.
/// </summary>
/// <param name="pause">After the first failure; doubled after each further one.</param>
internal sealed class ResourceManagerClient(HttpClient http, TokenCredential credential, Uri endpoint, TimeProvider time, TimeSpan pause)
{
    private const int Tries = 6;

    /// <param name="repeatable">Whether sending it twice has the effect of once.</param>
    /// <exception cref="LostAnswerException">It is not repeatable, and may or may not have been carried out.</exception>
    /// <exception cref="PipelineException">It was refused, or failed at every try.</exception>
    public async Task<ResourceManagerAnswer> SendAsync(
        HttpMethod method, string pathOrAddress, JsonNode? body, bool repeatable, CancellationToken cancellationToken)
    {
        var address = new Uri(endpoint, pathOrAddress);
        var title = $"{method} {address.AbsolutePath}";
        var refusedToken = false;
        for (var failures = 1; ; failures++)
        {
            using var response = await TrySendAsync(method, address, body, title, repeatable, cancellationToken);
            if (response is { IsSuccessStatusCode: true } or { StatusCode: HttpStatusCode.NotFound })
            {
                return await ReadAsync(response, cancellationToken);
            }

            if (response?.StatusCode == HttpStatusCode.Unauthorized && !refusedToken)
            {
                refusedToken = true;
                continue;
            }

            if (response is not null && IsFinal(response.StatusCode))
            {
                throw new PipelineException(await ExplainAsync(response, title, cancellationToken));
            }

            if (response is not null && !repeatable && IsInDoubt(response.StatusCode))
            {
                throw new LostAnswerException($"{title} was answered with {(int)response.StatusCode}.", innerException: null);
            }

            if (failures == Tries)
            {
                throw new PipelineException(response is null
                    ? $"{title} got no answer at {Tries} tries: see whether {endpoint.Host} can be reached."
                    : await ExplainAsync(response, title, cancellationToken));
            }

            await PauseAsync((response is null ? null : RetryAfter(response)) ?? (pause * Math.Pow(2, failures - 1)), cancellationToken);
        }
    }

    public Task PauseAsync(TimeSpan? asked, CancellationToken cancellationToken) => Task.Delay(asked ?? pause, time, cancellationToken);

    // Null where no answer came.
    private async Task<HttpResponseMessage?> TrySendAsync(
        HttpMethod method, Uri address, JsonNode? body, string title, bool repeatable, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext([new Uri(endpoint, ".default").ToString()]), cancellationToken);
        using var request = new HttpRequestMessage(method, address);
        if (address.Authority == endpoint.Authority)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return repeatable ? null : throw new LostAnswerException($"{title} got no answer.", exception);
        }
    }

    private static bool IsFinal(HttpStatusCode status) =>
        (int)status < 500 && status is not (HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout);

    private static bool IsInDoubt(HttpStatusCode status) => (int)status >= 500 || status == HttpStatusCode.RequestTimeout;

    private async Task<ResourceManagerAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        response.StatusCode, await ReadJsonAsync(response, cancellationToken), response.Headers.Location, RetryAfter(response));

    private static async Task<JsonNode?> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private static async Task<string> ExplainAsync(HttpResponseMessage response, string title, CancellationToken cancellationToken)
    {
        var error = (await ReadJsonAsync(response, cancellationToken) as JsonObject)?["error"] as JsonObject;
        var said = error?["message"] is JsonValue message ? $" ({message})" : string.Empty;
        var remedy = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "The app's identity got no valid token: see that a managed identity is assigned to the app and belongs to the job's tenant.",
            HttpStatusCode.Forbidden => "Give the app's identity the role 'Container Apps Jobs Operator' on the training job.",
            HttpStatusCode.TooManyRequests => "Azure limits the number of requests: try again later.",
            HttpStatusCode.Conflict => "Another change of the job is under way: try again later.",
            _ => "See the job in the portal.",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{title} was answered with {(int)response.StatusCode}{said}. {remedy}");
    }
}
