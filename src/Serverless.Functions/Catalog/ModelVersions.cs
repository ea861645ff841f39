using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Catalog;

/// <summary>
/// <c>GET /api/models/{name}/versions/{version}</c> gives the card of a version and lists its files, <c>…/files/{file}</c> one of them.
/// </summary>
public sealed class ModelVersions(ModelRegistry registry)
{
    [Function("GetModelVersion")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}/versions/{version:int}")] HttpRequest request,
        string name,
        int version,
        CancellationToken cancellationToken)
    {
        try
        {
            var card = await ResolveAsync(name, version, cancellationToken);
            var files = await registry.ListFilesAsync(card, cancellationToken);
            return new OkObjectResult(new ModelVersionAnswer(
                card, await registry.FindCurrentAsync(name, cancellationToken) == version, [.. files.Select(file => ModelVersionAnswer.AddressOf(card, file))]));
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }

    [Function("GetModelFile")]
    public async Task<IActionResult> GetFileAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}/versions/{version:int}/files/{file}")] HttpRequest request,
        string name,
        int version,
        string file,
        CancellationToken cancellationToken)
    {
        try
        {
            var card = await ResolveAsync(name, version, cancellationToken);
            var answer = BlobAnswer.IsPlainName(file) ? await BlobAnswer.StreamAsync(registry.FileOf(card, file), cancellationToken) : null;
            return answer
                ?? Problem.NotFound($"'{card.Name}/v{card.Version}' has no file '{file}': it has {string.Join(", ", await registry.ListFilesAsync(card, cancellationToken))}.");
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }

    private Task<ModelCard> ResolveAsync(string name, int version, CancellationToken cancellationToken) =>
        registry.ResolveAsync(new ModelReference(ResourceName.Require(name, "model"), version), cancellationToken);
}
