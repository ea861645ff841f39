using System.Diagnostics;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Robustness;

[Collection(RunAlone.Name)]
public sealed class BadInputTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const long MostBytes = 1L << 30;

    [Fact]
    public void Ingest_BadInputs_EndInAnErrorOrAFinding()
    {
        var inputs = BadInputs.All().ToList();

        // Once more: a busy machine stalls now and then, a slow input is slow each time.
        var faults = inputs.Where(input => Fault(input) is not null).Select(Fault).OfType<string>().ToList();

        Assert.True(inputs.Count >= 200, $"{inputs.Count} inputs");
        Assert.Equal(inputs.Count, inputs.Select(input => input.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    private static string? Fault(BadInput input)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var told = string.Empty;
        try
        {
            told = string.Join(' ', Ingested.From(new MemoryStream(input.Archive, writable: false)).Report.Findings.Select(finding => finding.Message));
        }
        catch (DatasetException exception)
        {
            told = exception.Message;
        }
#pragma warning disable CA1031 // Any other exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"{input.Name}: {exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').Skip(1).Take(6).Aggregate(string.Empty, (all, line) => all + line.Trim() + " | ")}";
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return watch.Elapsed > Longest ? $"{input.Name}: {watch.Elapsed.TotalSeconds:F1} s"
            : bytes > MostBytes ? $"{input.Name}: {bytes >> 20} MiB"
            : input.MustTell && told.Length == 0 ? $"{input.Name}: neither an error nor a finding"
            : null;
    }
}
