using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Tests.Support;

/// <summary>A dataset that went through all steps, as the pipeline takes it through them.</summary>
internal sealed record Ingested(IngestionPlan Plan, DatasetManifest Manifest, DatasetReport Report, IReadOnlyList<byte[]> Shards)
{
    public static readonly DateTimeOffset Time = new(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public static Ingested From(DatasetBuilder dataset, IngestionOptions? options = null)
    {
        using var zip = dataset.Zip();
        return From(zip, options);
    }

    public static Ingested From(Stream zip, IngestionOptions? options = null)
    {
        options ??= new IngestionOptions();
        var plan = ArchiveInspector.Inspect(zip, "set.zip", options, CancellationToken.None);
        var shards = new List<byte[]>();
        var reports = new List<GroupReport>();
        foreach (var group in plan.Groups)
        {
            using var shard = new MemoryStream();
            reports.Add(ImageGroupNormalizer.Normalize(zip, plan.Classes, group, options, shard, CancellationToken.None));
            shards.Add(shard.ToArray());
        }

        var (manifest, report) = DatasetAssembler.Assemble("set", 1, plan, reports, new DatasetSource("set.zip"), Time);
        return new Ingested(plan, manifest, report, shards);
    }

    public IEnumerable<Finding> Of(FindingKind kind) => Report.Findings.Where(finding => finding.Kind == kind);

    public DatasetImage Image(string source) => Manifest.Images.Single(image => image.Source == source);

    public void Publish(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "shards"));
        using (var json = File.Create(Path.Combine(folder, DatasetManifest.FileName)))
        {
            Manifest.Write(json);
        }

        foreach (var (number, shard) in Shards.Index())
        {
            File.WriteAllBytes(Path.Combine(folder, DatasetManifest.ShardPath(number)), shard);
        }
    }
}
