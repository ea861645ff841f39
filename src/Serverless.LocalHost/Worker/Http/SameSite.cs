namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Whether a cookie is sent from other sites.</summary>
public enum SameSite
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>With navigation only.</summary>
    Lax = 1,

    /// <summary>Never.</summary>
    Strict = 2,

    /// <summary>Always, said so.</summary>
    ExplicitNone = 3,
}
