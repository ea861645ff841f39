using System.Net;
using System.Text.Json.Nodes;

namespace Serverless.Pipeline.Training.ContainerApps;

/// <summary>An answer that is no failure, or says that something does not exist.</summary>
/// <param name="Status">Below 300, or 404.</param>
/// <param name="Body">Null where there is none.</param>
/// <param name="Location">Where a request that was only accepted is followed.</param>
/// <param name="RetryAfter">When to ask there.</param>
internal sealed record ResourceManagerAnswer(HttpStatusCode Status, JsonNode? Body, Uri? Location, TimeSpan? RetryAfter);
