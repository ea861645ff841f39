using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class QueueSettingsTests
{
    [Fact]
    public void Read_Nothing_IsWhatTheRealHostHasInDevelopment()
    {
        var settings = Read();

        Assert.Equal(TimeSpan.FromSeconds(2), settings.MaxPollingInterval);
        Assert.Equal((16, 8 * Environment.ProcessorCount, 5), (settings.BatchSize, settings.NewBatchThreshold, settings.MaxDequeueCount));
        Assert.Equal(TimeSpan.Zero, settings.VisibilityTimeout);
        Assert.Equal(QueueMessageEncoding.Base64, settings.MessageEncoding);
    }

    [Fact]
    public void Read_Values_AreTaken()
    {
        var settings = Read(
            ("maxPollingInterval", "00:00:10"), ("visibilityTimeout", "00:00:30"), ("batchSize", "32"), ("newBatchThreshold", "0"),
            ("maxDequeueCount", "1"), ("messageEncoding", "None"));

        Assert.Equal(TimeSpan.FromSeconds(10), settings.MaxPollingInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.VisibilityTimeout);
        Assert.Equal((32, 0, 1), (settings.BatchSize, settings.NewBatchThreshold, settings.MaxDequeueCount));
        Assert.Equal(QueueMessageEncoding.None, settings.MessageEncoding);
    }

    [Theory]
    [InlineData("batchSize", "33", "a whole number from 1 to 32")]
    [InlineData("newBatchThreshold", "-1", "a whole number from 0")]
    [InlineData("maxDequeueCount", "0", "a whole number from 1")]
    [InlineData("maxPollingInterval", "00:00:00.05", "of at least 00:00:00.1")]
    [InlineData("messageEncoding", "utf8", "\"base64\" or \"none\"")]
    public void Read_ValueOutOfRange_SaysWhatItHasToBe(string name, string value, string expected)
    {
        var exception = Assert.Throws<LocalHostException>(() => Read((name, value)));

        Assert.Contains($"'extensions.queues.{name}' is \"{value}\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static QueueSettings Read(params (string Name, string Value)[] values) =>
        HostSettings.Read(null, new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value =>
                KeyValuePair.Create($"AzureFunctionsJobHost:extensions:queues:{value.Name}", (string?)value.Value)))
            .Build()).Queues;
}
