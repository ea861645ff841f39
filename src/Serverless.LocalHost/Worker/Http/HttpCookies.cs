namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The cookies of a response.</summary>
public abstract class HttpCookies
{
    /// <summary>Adds one.</summary>
    public abstract void Append(string name, string value);

    /// <summary>Adds one.</summary>
    public abstract void Append(IHttpCookie cookie);

    /// <summary>One to fill and add.</summary>
    public abstract IHttpCookie CreateNew();
}
