using Azure.Storage.Blobs.Models;
using Serverless.Datasets;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Reports;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Datasets;

/// <summary>Makes versions visible: the report, then the manifest, once.</summary>
public sealed class DatasetPublisher(PipelineStorage storage, DatasetCatalog catalog)
{
    /// <summary>What is published; <c>null</c> where nothing is.</summary>
    public async Task<(DatasetManifest Manifest, DatasetReport Report)?> FindAsync(string name, int version, CancellationToken cancellationToken) =>
        await catalog.Versions.IsPublishedAsync(name, version, cancellationToken)
            ? (await catalog.ReadManifestAsync(name, version, cancellationToken), await catalog.ReadReportAsync(name, version, cancellationToken))
            : null;

    public async Task<(DatasetManifest Manifest, DatasetReport Report)> PublishAsync(
        DatasetManifest manifest, DatasetReport report, CancellationToken cancellationToken)
    {
        manifest = manifest with { Findings = report.Findings.Sum(finding => finding.Count) };
        await storage.Datasets.WriteJsonAsync(PathOf(manifest, DatasetCatalog.ReportFile), report, cancellationToken);
        if (report.Profile is { } profile)
        {
            await storage.Datasets.WriteJsonAsync(PathOf(manifest, DatasetProfile.FileName), profile, cancellationToken);
        }

        await storage.Datasets.GetBlobClient(PathOf(manifest, DatasetCatalog.ReportPage)).UploadAsync(
            BinaryData.FromString(report.ToHtml()),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/html; charset=utf-8" } },
            cancellationToken);
        await storage.Datasets.TryCreateJsonAsync(PathOf(manifest, DatasetCatalog.ManifestFile), manifest, cancellationToken);
        return (manifest, report);
    }

    private static string PathOf(DatasetManifest manifest, string file) => VersionFolders.Path(manifest.Name, manifest.Version, file);
}
