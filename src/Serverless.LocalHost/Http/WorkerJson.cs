using System.Text.Json;

namespace Serverless.LocalHost.Http;

/// <summary>The worker's own JSON, which is not MVC's: names as declared, read in any case.</summary>
internal static class WorkerJson
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };
}
