using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Catalog;

/// <summary><c>GET /api/datasets</c> lists the data sets and their published versions.</summary>
public sealed class Datasets(DatasetCatalog catalog)
{
    [Function("ListDatasets")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "datasets")] HttpRequest request, CancellationToken cancellationToken)
    {
        var datasets = new List<object>();
        foreach (var name in await catalog.ListNamesAsync(cancellationToken))
        {
            datasets.Add(new { name, versions = await catalog.Versions.ListPublishedAsync(name, cancellationToken) });
        }

        return new OkObjectResult(datasets);
    }
}
