using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Export;

/// <summary>
/// <c>POST /api/models/{name}/versions/{version}/export</c> says where a version lies in a format. What no training leaves is made once,
/// by a job; until it is there the answer is 202, with links to follow that.
/// </summary>
public sealed class ExportModelOnRequest(ModelRegistry registry)
{
    [Function(nameof(ExportModelOnRequest))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/versions/{version:int}/export")] HttpRequest request,
        string name,
        int version,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var format = ModelFormat.Parse((await RequestBody.ReadAsync<ExportModelBody>(request, cancellationToken)).Format);
            if (await FindAsync(name, version, cancellationToken) is not { } card)
            {
                return Problem.NotFound($"There is no version {version} of a model '{name}': GET /api/models lists them.");
            }

            if (await registry.FileOf(card, format.File).ExistsAsync(cancellationToken))
            {
                return new OkObjectResult(ExportModelAnswer.Of(card, format));
            }

            var source = format.IsMadeOnRequest ? ModelRegistry.WeightsFile : format.File;
            if (!await registry.FileOf(card, source).ExistsAsync(cancellationToken))
            {
                return Problem.NotFound($"'{card.Name}/v{card.Version}' has no {source}: it has {string.Join(", ", await registry.ListFilesAsync(card, cancellationToken))}.");
            }

            var id = ResourceName.InstanceId("export", card.Name, card.Version.ToString(CultureInfo.InvariantCulture), format.Name);
            await client.StartOnceAsync(nameof(ExportModel), new ExportModelInput(card, format.Name), id, cancellationToken);
            return Accepted.Instance(client, id, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private async Task<ModelCard?> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        var published = await registry.Versions.ListPublishedAsync(ResourceName.Require(name, "model"), cancellationToken);
        return published.Contains(version) ? await registry.ResolveAsync(new ModelReference(name, version), cancellationToken) : null;
    }
}
