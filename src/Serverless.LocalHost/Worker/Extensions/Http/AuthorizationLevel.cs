namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key an HTTP request has to bring.</summary>
public enum AuthorizationLevel
{
    /// <summary>None.</summary>
    Anonymous = 0,

    /// <summary>A user's token.</summary>
    User = 1,

    /// <summary>A function's or the host's key.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The host's master key.</summary>
    Admin = 4,
}
