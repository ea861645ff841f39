using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class WorkerRuntimeTests
{
    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("dotnet", "\"dotnet\"")]
    [InlineData("dotnet-isolated", null)]
    public void Warning_ForSetting_SaysWhatTheRealHostWouldDo(string? value, string? expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("FUNCTIONS_WORKER_RUNTIME", value)]).Build();

        var warning = WorkerRuntime.Warning(configuration);

        if (expected is null)
        {
            Assert.Null(warning);
        }
        else
        {
            Assert.Contains(expected, warning, StringComparison.Ordinal);
        }
    }
}
