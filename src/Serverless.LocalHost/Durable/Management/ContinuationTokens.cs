using System.Text;
using Microsoft.AspNetCore.Http;

namespace Serverless.LocalHost.Durable.Management;

/// <summary>The header by which a long answer is read page by page.</summary>
internal static class ContinuationTokens
{
    private const string Header = "x-ms-continuation-token";

    /// <exception cref="BadHttpRequestException">It is not a token of this host's.</exception>
    public static string? ContinuationToken(this HttpRequest request)
    {
        var token = request.Headers[Header].ToString();
        if (token.Length == 0)
        {
            return null;
        }

        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw new BadHttpRequestException($"The header {Header} is not one that this host gave.");
    }

    public static void SetContinuationToken(this HttpResponse response, string? token)
    {
        if (token is not null)
        {
            response.Headers[Header] = Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        }
    }
}
