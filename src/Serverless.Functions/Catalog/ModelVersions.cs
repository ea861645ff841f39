using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Catalog;

/// <summary>
/// <c>GET /api/models/{name}/versions/{version}</c> gives the card of a version and lists its files, <c>…/files/{file}</c> one of them;
/// <c>POST …/export</c> says where the version lies in a format.
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
                card, await registry.FindCurrentAsync(name, cancellationToken) == version, [.. files.Select(file => AddressOf(card, file))]));
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

    [Function("ExportModel")]
    public async Task<IActionResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/versions/{version:int}/export")] HttpRequest request,
        string name,
        int version,
        CancellationToken cancellationToken)
    {
        try
        {
            var body = await RequestBody.ReadAsync<ExportModelBody>(request, cancellationToken);
            var format = string.IsNullOrEmpty(body.Format)
                ? throw new PipelineException("format is missing: use onnx or safetensors, such as {\"format\": \"onnx\"}.")
                : body.Format;
            var card = await ResolveAsync(name, version, cancellationToken);
            var file = FileIn(format, card);
            return await registry.FileOf(card, file).ExistsAsync(cancellationToken)
                ? new OkObjectResult(new ExportModelAnswer(format, AddressOf(card, file), card.Settings.ImageSize))
                : Problem.NotFound($"'{card.Name}/v{card.Version}' has no {file}: it has {string.Join(", ", await registry.ListFilesAsync(card, cancellationToken))}.");
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    // The app has no training library, so that what a training left is all there is.
    private static string FileIn(string format, ModelCard card) => format switch
    {
        "onnx" => ModelRegistry.NetworkFile,
        "safetensors" => ModelRegistry.WeightsFile,
        _ => throw new PipelineException(
            $"The app has '{card.Name}/v{card.Version}' as onnx and safetensors, not as '{format}': download {AddressOf(card, ModelRegistry.WeightsFile)} and convert it on a command line, as 'serverless export --help' says."),
    };

    private static string AddressOf(ModelCard card, string file) =>
        FormattableString.Invariant($"/api/models/{Uri.EscapeDataString(card.Name)}/versions/{card.Version}/files/{Uri.EscapeDataString(file)}");

    private Task<ModelCard> ResolveAsync(string name, int version, CancellationToken cancellationToken) =>
        registry.ResolveAsync(new ModelReference(ResourceName.Require(name, "model"), version), cancellationToken);
}
