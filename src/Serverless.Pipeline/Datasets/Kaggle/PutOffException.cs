using System.Net;
using System.Net.Http.Headers;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>An answer that says when to ask again.</summary>
internal sealed class PutOffException(string message, HttpStatusCode status, RetryConditionHeaderValue retryAfter)
    : HttpRequestException(message, inner: null, status)
{
    /// <summary>How long to wait from a point of time on, 0 or more (RFC 9110, section 10.2.3).</summary>
    public TimeSpan PauseFrom(DateTimeOffset now)
    {
        var pause = retryAfter.Delta ?? (retryAfter.Date - now) ?? TimeSpan.Zero;
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
