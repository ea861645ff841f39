namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A cookie.</summary>
public interface IHttpCookie
{
    /// <summary>Where it is sent to.</summary>
    string? Domain { get; }

    /// <summary>Until when it is kept.</summary>
    DateTimeOffset? Expires { get; }

    /// <summary>Whether scripts cannot see it.</summary>
    bool? HttpOnly { get; }

    /// <summary>How long it is kept, in seconds.</summary>
    double? MaxAge { get; }

    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Below which path it is sent.</summary>
    string? Path { get; }

    /// <summary>Whether it is sent from other sites.</summary>
    SameSite SameSite { get; }

    /// <summary>Whether it is sent over HTTPS only.</summary>
    bool? Secure { get; }

    /// <summary>The value.</summary>
    string Value { get; }
}
