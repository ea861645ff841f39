using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Http;

/// <summary>Which key an endpoint asks for.</summary>
internal sealed record RequiredKey(AuthorizationLevel Level);
