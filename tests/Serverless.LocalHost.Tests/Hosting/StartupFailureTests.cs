using Microsoft.AspNetCore.Connections;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class StartupFailureTests
{
    [Fact]
    public void Describe_TakenPort_SaysHowToChooseAnother()
    {
        var exception = new IOException("Failed to bind to address http://127.0.0.1:7071: address already in use.", new AddressInUseException("taken"));

        var message = StartupFailure.Describe(exception);

        Assert.StartsWith(exception.Message, message, StringComparison.Ordinal);
        Assert.EndsWith("--port.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Defect_IsLeftToTheRuntime() => Assert.Null(StartupFailure.Describe(new InvalidOperationException("defect")));
}
