using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Serverless.LocalHost.Hosting;

/// <summary>Which web pages of other origins may call the app.</summary>
/// <param name="Origins">Such as <c>http://localhost:3000</c>; <c>*</c> for all. None: no page may.</param>
/// <param name="AllowCredentials">Whether they may send cookies and credentials along.</param>
internal sealed record CorsSettings(IReadOnlyList<string> Origins, bool AllowCredentials)
{
    public static readonly CorsSettings None = new([], AllowCredentials: false);

    /// <summary>Reads origins that are divided by commas.</summary>
    /// <param name="origins">The origins.</param>
    /// <param name="allowCredentials">Whether credentials may be sent.</param>
    /// <param name="source">Names the setting in an error.</param>
    /// <exception cref="LocalHostException">Credentials are allowed to every origin, which no browser accepts.</exception>
    public static CorsSettings Parse(string? origins, bool allowCredentials, string source)
    {
        var list = (origins ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(origin => origin.TrimEnd('/')).ToList();
        return allowCredentials && list.Contains("*")
            ? throw new LocalHostException($"{source} allows credentials to all origins (\"*\"), which browsers refuse; name the origins.")
            : new CorsSettings(list, allowCredentials);
    }

    public void Apply(CorsPolicyBuilder policy)
    {
        policy.AllowAnyHeader().AllowAnyMethod().WithOrigins([.. Origins]);
        if (AllowCredentials)
        {
            policy.AllowCredentials();
        }
    }
}
