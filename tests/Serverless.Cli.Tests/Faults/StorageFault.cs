namespace Serverless.Cli.Tests.Faults;

/// <summary>What befalls a request to the storage account.</summary>
internal enum StorageFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is cut, and the account never sees the request.</summary>
    Cut,

    /// <summary>The answer is 503 Server Busy.</summary>
    Busy,

    /// <summary>The account does what it is asked; the connection is cut before it answers.</summary>
    LostAnswer,

    /// <summary>The request waits until faults are over, and is then cut.</summary>
    Hang,
}
