using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>
/// Asks Kaggle for archives. Redirects are followed by hand, so that credentials go to Kaggle and nowhere else, and no
/// address is repeated in a message: those of storage are signed.
/// </summary>
/// <param name="http">Must not follow redirects, see <see cref="CreateHttp"/>.</param>
/// <param name="options">Where Kaggle is and who asks.</param>
public sealed class KaggleClient(HttpClient http, KaggleOptions options)
{
    private const int MaximumRedirects = 5;

    /// <summary>A client as this class needs it.</summary>
    public static HttpClient CreateHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>Asks for a part of an archive.</summary>
    /// <param name="handle">Which data set.</param>
    /// <param name="offset">First byte wanted. The answer may begin earlier: at 0, where the server cannot do better.</param>
    /// <param name="length">Bytes wanted; the answer may be longer.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="PipelineException">Kaggle refuses; the message says what to do.</exception>
    /// <exception cref="HttpRequestException">It may work later; a <see cref="PutOffException"/> says when.</exception>
    internal async Task<RemoteContent> OpenAsync(KaggleHandle handle, long offset, long length, CancellationToken cancellationToken)
    {
        var home = AddressOf(handle);
        var address = home;
        for (var redirects = 0; redirects <= MaximumRedirects; redirects++)
        {
            var response = await SendAsync(address, IsSameHost(address, home), new RangeHeaderValue(offset, offset + length - 1), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return Describe(response, offset);
            }

            using (response)
            {
                address = Redirect(response, address) ?? throw Refusal(response, handle, IsSameHost(address, home));
            }
        }

        throw new PipelineException($"Kaggle redirected the download of '{handle}' more than {MaximumRedirects} times. Is Kaggle:BaseAddress right?");
    }

    private static bool IsSameHost(Uri one, Uri other) => one.Scheme == other.Scheme && one.Authority == other.Authority;

    private static RemoteContent Describe(HttpResponseMessage response, long offset)
    {
        var range = response.Content.Headers.ContentRange;
        var isPart = response.StatusCode == HttpStatusCode.PartialContent;
        if (isPart && (range?.From != offset || range.Length is null))
        {
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The server answered with another part of the archive than was asked for, or does not say how long it is.");
        }

        var hashes = response.Headers.TryGetValues("x-goog-hash", out var values) ? string.Join(',', values).Split(',', StringSplitOptions.TrimEntries) : [];
        var archive = new RemoteArchive(
            isPart ? range?.Length : response.Content.Headers.ContentLength,
            response.Headers.ETag?.ToString(),
            Find(hashes, "crc32c="),
            Find(hashes, "md5="));
        return new RemoteContent(response, archive, isPart ? offset : 0);
    }

    private static string? Find(string[] hashes, string prefix) =>
        Array.Find(hashes, hash => hash.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?[prefix.Length..];

    private static Uri? Redirect(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(from, location);
        return target.Scheme == Uri.UriSchemeHttps || target.Scheme == from.Scheme
            ? target
            : throw new PipelineException($"{from.Host} redirects the download to an address without encryption ({target.Scheme}); it was not followed.");
    }

    private Exception Refusal(HttpResponseMessage response, KaggleHandle handle, bool isKaggle)
    {
        var status = (int)response.StatusCode;

        // The address of storage is signed for a while only: another request gets another one.
        if (!isKaggle || status is 408 or 429 or >= 500)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"{(isKaggle ? "Kaggle" : "The storage that Kaggle redirects to")} answered {status} for '{handle}'.");
            return status is 429 or 503 && response.Headers.RetryAfter is { } retryAfter
                ? new PutOffException(message, response.StatusCode, retryAfter)
                : new HttpRequestException(message, inner: null, response.StatusCode);
        }

        return new PipelineException(string.Create(CultureInfo.InvariantCulture, $"Kaggle answered {status} for '{handle}': {Remedy(handle, status)}"));
    }

    private string Remedy(KaggleHandle handle, int status) => (status, options.Authorization) switch
    {
        (401, not null) => "it does not know the credentials. Renew KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, in the app's settings.",
        (401 or 403 or 404, not null) =>
            $"there is no such data set, or the account may not read it. Compare the handle with the page www.kaggle.com/datasets/{handle.Owner}/{handle.Slug}, and accept the set's terms there with the account whose credentials are set.",
        (401 or 403 or 404, null) =>
            $"there is no such data set, or it is not public. Compare the handle with the page www.kaggle.com/datasets/{handle.Owner}/{handle.Slug}; for a private set, or one with terms to accept, set KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, in the app's settings.",
        _ => "the request is not what it expects. Is Kaggle:BaseAddress right?",
    };

    private Uri AddressOf(KaggleHandle handle)
    {
        var query = handle.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"?datasetVersionNumber={version}") : string.Empty;
        return Uri.TryCreate($"{options.BaseAddress.TrimEnd('/')}/datasets/download/{handle.Owner}/{handle.Slug}{query}", UriKind.Absolute, out var address)
            ? address
            : throw new PipelineException($"The setting Kaggle:BaseAddress is no address: use one such as {KaggleOptions.DefaultBaseAddress}.");
    }

    private Task<HttpResponseMessage> SendAsync(Uri address, bool isKaggle, RangeHeaderValue range, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = range;
        request.Headers.Authorization = isKaggle ? options.Authorization : null;
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
