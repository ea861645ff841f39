using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("", null, null, "http://127.0.0.1:7071")]
    [InlineData("", null, 7099, "http://127.0.0.1:7099")]
    [InlineData("", "http://*:80", 7099, "http://*:80")]
    [InlineData("--port 8080", "http://*:80", 7099, "http://127.0.0.1:8080")]
    [InlineData("--address 0.0.0.0", null, 7099, "http://0.0.0.0:7099")]
    [InlineData("--address 0.0.0.0 --port 0", null, null, "http://0.0.0.0:0")]
    public void Choose_Sources_MostExplicitWins(string arguments, string? urls, int? localPort, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("urls", urls)]).Build();
        var localSettings = LocalSettings.None with { HttpPort = localPort };

        var address = ListenAddress.Choose(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), configuration, localSettings);

        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("70000")]
    [InlineData("-1")]
    public void Choose_WrongPort_SaysWhatItHasToBe(string port)
    {
        var configuration = new ConfigurationBuilder().Build();

        var exception = Assert.Throws<LocalHostException>(() => ListenAddress.Choose(["--port", port], configuration, LocalSettings.None));

        Assert.Contains($"'{port}'", exception.Message, StringComparison.Ordinal);
    }
}
