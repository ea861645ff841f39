using System.Threading.RateLimiting;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Http;

/// <summary>Holds HTTP functions to the limits of host.json.</summary>
internal sealed class RequestThrottle(HostSettings settings) : IAsyncDisposable
{
    private readonly ConcurrencyLimiter? _limiter = Create(settings.Http);

    /// <summary>Waits for a place; the lease says whether there was one, and gives it back when it is disposed of.</summary>
    /// <returns>Null where nothing is limited.</returns>
    public async ValueTask<RateLimitLease?> EnterAsync(CancellationToken cancellationToken) =>
        _limiter is null ? null : await _limiter.AcquireAsync(permitCount: 1, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_limiter is not null)
        {
            await _limiter.DisposeAsync();
        }
    }

    private static ConcurrencyLimiter? Create(HttpSettings http)
    {
        if ((http.MaxConcurrentRequests ?? http.MaxOutstandingRequests) is not { } concurrent)
        {
            return null;
        }

        var outstanding = http.MaxOutstandingRequests ?? int.MaxValue;
        concurrent = Math.Min(concurrent, outstanding);
        return new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = concurrent, QueueLimit = outstanding - concurrent });
    }
}
