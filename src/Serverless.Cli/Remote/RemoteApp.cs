using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Pipeline;

namespace Serverless.Cli.Remote;

/// <summary>A running app, asked over HTTP. What it refuses is told in its own words.</summary>
/// <param name="http">With the app's address; disposed with this.</param>
/// <param name="key">Function key; null where the app asks for none.</param>
internal sealed class RemoteApp(HttpClient http, string? key) : IDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);

    /// <exception cref="PipelineException">The app refuses or cannot be reached.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, headers: [], cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <exception cref="PipelineException">The app refuses or cannot be reached.</exception>
    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, headers: [], cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Writes a file of the app to a path, which has all of it or stays as it was.</summary>
    /// <exception cref="PipelineException">The app refuses or cannot be reached.</exception>
    public async Task DownloadAsync(string path, string output, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, headers: [], cancellationToken);
        await SaveAsync(response, output, cancellationToken);
    }

    /// <summary>Writes what the app makes of some bytes to a path, which has all of it or stays as it was.</summary>
    /// <param name="mediaType">Of what is wanted.</param>
    /// <exception cref="PipelineException">The app refuses or cannot be reached.</exception>
    public async Task DownloadAsync(string path, byte[] body, string mediaType, string output, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, [("Accept", mediaType)], cancellationToken);
        await SaveAsync(response, output, cancellationToken);
    }

    private static async Task SaveAsync(HttpResponseMessage response, string output, CancellationToken cancellationToken)
    {
        var partial = $"{output}.partial";
        await using (var file = File.Create(partial))
        {
            await response.Content.CopyToAsync(file, cancellationToken);
        }

        File.Move(partial, output, overwrite: true);
    }

    /// <summary>Returns the answer; for what takes a while, the links to follow it.</summary>
    /// <exception cref="PipelineException">The app refuses or cannot be reached.</exception>
    public async Task<JsonElement> PostAsync(
        string path, object? body, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, headers, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Waits for the end of what a request started. Returns its output.</summary>
    /// <param name="links">Answer to that request.</param>
    /// <param name="report">Is given the share done, 0 to 1, and a word on what is being done.</param>
    /// <param name="cancellationToken">Ends the waiting; what was started goes on.</param>
    /// <exception cref="PipelineException">It failed, in its own words, or the app cannot be reached.</exception>
    public async Task<JsonElement> FollowAsync(JsonElement links, Action<double, string> report, CancellationToken cancellationToken)
    {
        var address = links.GetProperty("statusQueryGetUri").GetString()!;
        while (true)
        {
            var instance = await GetAsync(address, cancellationToken);
            switch (instance.GetProperty("runtimeStatus").GetString())
            {
                case "Completed":
                    return instance.GetProperty("output");
                case "Failed" or "Terminated":
                    throw new PipelineException($"{links.GetProperty("id").GetString()}: {Message(instance.GetProperty("output"))}");
            }

            if (instance.GetProperty("customStatus") is { ValueKind: JsonValueKind.Object } status)
            {
                report(RemoteProgress.Share(status), RemoteProgress.Describe(status));
            }

            await Task.Delay(s_pollInterval, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = ContentOf(body) };
        if (!string.IsNullOrEmpty(key))
        {
            request.Headers.TryAddWithoutValidation("x-functions-key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                using (response)
                {
                    throw new PipelineException(await RefusalAsync(response, cancellationToken));
                }
            }

            return response;
        }
        catch (HttpRequestException exception)
        {
            throw new PipelineException($"{http.BaseAddress} cannot be reached: {exception.Message} Give the address of the app with --app.", exception);
        }
    }

    private static HttpContent? ContentOf(object? body) => body switch
    {
        null => null,
        byte[] bytes => new ByteArrayContent(bytes),
        _ => JsonContent.Create(body, options: PipelineJson.Options),
    };

    private async Task<string> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return $"{http.BaseAddress} asks for a function key, or for another one: give it with --key or in the variable SERVERLESS_KEY.";
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? JsonElement.Parse(text).GetProperty("detail").GetString()!
            : string.Create(CultureInfo.InvariantCulture, $"{http.BaseAddress} answers {(int)response.StatusCode} {response.ReasonPhrase}: is an app of this version running there?");
    }

    private static string Message(JsonElement output) => output.ValueKind == JsonValueKind.String ? output.GetString()! : output.ToString();
}
