namespace Serverless.LocalHost.Storage;

/// <summary>How Azurite is run.</summary>
public sealed record AzuriteOptions
{
    /// <summary>
    /// The executable or script of Azurite. By default the environment variable <c>AZURITE</c>, else
    /// <c>.tools/node_modules/.bin/azurite</c> in the current folder, the app's or one above them.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The folder with the data, created where absent; null keeps all in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Port of the blob service; 0 takes any free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of the queue service; 0 takes any free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Port of the table service; 0 takes any free one.</summary>
    public int TablePort { get; init; }

    /// <summary>How long it may take to answer.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
