using Azure.Storage.Queues;

namespace Serverless.LocalHost.Hosting;

/// <summary>Settings of <c>extensions.queues</c>.</summary>
internal sealed record QueueSettings
{
    private const string Section = "extensions:queues";
    private const int MaximumBatch = 32;

    /// <summary>
    /// The longest pause between two looks at an empty queue, at least 100 ms. The real host's default is a minute in the cloud
    /// and two seconds in development.
    /// </summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a message waits after a failure.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>How many messages are taken at a time; 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Once no more than this many are being worked on, the next are taken.</summary>
    public int NewBatchThreshold { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>How often a message is tried before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How messages are written; Base64 unless <c>none</c> is given.</summary>
    public QueueMessageEncoding MessageEncoding { get; init; } = QueueMessageEncoding.Base64;

    /// <exception cref="LocalHostException">A value is out of range.</exception>
    public static QueueSettings Read(HostSettingValues values)
    {
        var defaults = new QueueSettings();
        var batch = values.Integer($"{Section}:batchSize", 1, MaximumBatch) ?? defaults.BatchSize;
        return new QueueSettings
        {
            MaxPollingInterval = values.Duration($"{Section}:maxPollingInterval", TimeSpan.FromMilliseconds(100)) ?? defaults.MaxPollingInterval,
            VisibilityTimeout = values.Duration($"{Section}:visibilityTimeout", TimeSpan.Zero) ?? defaults.VisibilityTimeout,
            BatchSize = batch,
            NewBatchThreshold = values.Integer($"{Section}:newBatchThreshold", 0, int.MaxValue) ?? batch / 2 * Environment.ProcessorCount,
            MaxDequeueCount = values.Integer($"{Section}:maxDequeueCount", 1, int.MaxValue) ?? defaults.MaxDequeueCount,
            MessageEncoding = values.Choice($"{Section}:messageEncoding", "base64", "none") == "none"
                ? QueueMessageEncoding.None
                : QueueMessageEncoding.Base64,
        };
    }
}
