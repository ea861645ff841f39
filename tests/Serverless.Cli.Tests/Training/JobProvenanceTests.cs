using System.Reflection;
using Serverless.Cli.Training;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

public sealed class JobProvenanceTests
{
    [Fact]
    public void Of_Options_NotesAllOfThemAndWhereTheyWereUsed()
    {
        var (start, end) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + TimeSpan.FromHours(1));

        var provenance = JobProvenance.Of(new TrainingOptions { Epochs = 7, Device = "cpu" }, start, end);

        Assert.Equal(("cpu", start, end), (provenance.Device, provenance.StartedAt, provenance.EndedAt));
        Assert.Equal(7, provenance.Options.GetProperty("epochs").GetInt32());
        Assert.Equal(
            typeof(TrainingOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Length,
            provenance.Options.EnumerateObject().Count());
        Assert.StartsWith(".NET 10", provenance.Framework, StringComparison.Ordinal);
        Assert.StartsWith("0.1.0", provenance.Code, StringComparison.Ordinal);
        Assert.True(provenance.Threads > 0);
        Assert.NotEmpty(provenance.TorchSharp);
    }
}
