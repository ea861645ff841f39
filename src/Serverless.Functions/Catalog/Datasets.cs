using System.Globalization;
using System.Net.Mime;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Catalog;

/// <summary>
/// <c>GET /api/datasets</c> lists the data sets and their published versions; <c>GET /api/datasets/{name}</c> describes the
/// versions of one; <c>GET /api/datasets/{name}/v{n}/{file}</c> gives a version's <c>report.html</c>, <c>report.json</c> or
/// <c>manifest.json</c>.
/// </summary>
public sealed class Datasets(PipelineStorage storage, DatasetCatalog catalog)
{
    private static readonly string[] s_files = [DatasetCatalog.ReportPage, DatasetCatalog.ReportFile, DatasetCatalog.ManifestFile];

    [Function("ListDatasets")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "datasets")] HttpRequest request, CancellationToken cancellationToken)
    {
        var datasets = new List<DatasetListEntry>();
        foreach (var name in await catalog.ListNamesAsync(cancellationToken))
        {
            var versions = await catalog.Versions.ListPublishedAsync(name, cancellationToken);
            datasets.Add(new DatasetListEntry(name, versions, Link(request, name, versions[^1], DatasetCatalog.ReportPage)));
        }

        return new OkObjectResult(datasets);
    }

    [Function("GetDataset")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "datasets/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        try
        {
            await catalog.ResolveAsync(name, version: null, cancellationToken);
            var versions = new List<DatasetVersionAnswer>();
            foreach (var version in await catalog.Versions.ListPublishedAsync(name, cancellationToken))
            {
                versions.Add(await DescribeAsync(request, name, version, cancellationToken));
            }

            return new OkObjectResult(new DatasetAnswer(name, versions));
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
    }

    [Function("GetDatasetFile")]
    public async Task<IActionResult> GetFileAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "datasets/{name}/{version}/{file}")] HttpRequest request,
        string name,
        string version,
        string file,
        CancellationToken cancellationToken)
    {
        try
        {
            var (_, number) = await catalog.ResolveAsync(DatasetReference.Parse($"{name}/{version}"), cancellationToken);
            if (!s_files.Contains(file))
            {
                return Problem.NotFound($"'{file}' is not given here: ask for {string.Join(", ", s_files)}.");
            }

            var content = await storage.Datasets.GetBlobClient(VersionFolders.Path(name, number!.Value, file)).DownloadContentAsync(cancellationToken);
            return new FileContentResult(content.Value.Content.ToArray(), file == DatasetCatalog.ReportPage ? "text/html; charset=utf-8" : MediaTypeNames.Application.Json);
        }
        catch (PipelineException exception)
        {
            return Problem.NotFound(exception.Message);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return Problem.NotFound($"Data set '{name}' has no {file} in {version}.");
        }
    }

    private async Task<DatasetVersionAnswer> DescribeAsync(HttpRequest request, string name, int version, CancellationToken cancellationToken)
    {
        var report = await catalog.ReadReportAsync(name, version, cancellationToken);
        return new DatasetVersionAnswer(
            version,
            report.CreatedAt,
            report.Source,
            report.Classes,
            report.Splits,
            report.FindingTotals,
            report.Changes?.Summary,
            Link(request, name, version, DatasetCatalog.ReportPage),
            Link(request, name, version, DatasetCatalog.ReportFile),
            Link(request, name, version, DatasetCatalog.ManifestFile));
    }

    // A browser that follows the link sends no header, so the key that opened this answer goes with it.
    private static string Link(HttpRequest request, string name, int version, string file)
    {
        var query = request.Query.TryGetValue("code", out var code) ? QueryString.Create("code", code.ToString()) : QueryString.Empty;
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/datasets/{name}/v{version}/{file}");
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, path: path, query: query);
    }
}
