using Microsoft.Azure.Functions.Worker.Converters;
using Serverless.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Gives a parameter of an HTTP function the request's body, read as JSON.</summary>
public class FromBodyAttribute : InputConverterAttribute
{
    /// <summary>The body of the request.</summary>
    public FromBodyAttribute()
        : base(typeof(RequestBody))
    {
    }
}
