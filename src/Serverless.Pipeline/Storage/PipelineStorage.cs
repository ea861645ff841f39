using Azure.Identity;
using Azure.Storage.Blobs;

namespace Serverless.Pipeline.Storage;

/// <summary>The containers of the pipeline in one storage account.</summary>
public sealed class PipelineStorage(BlobServiceClient service)
{
    public BlobServiceClient Service { get; } = service;

    /// <summary>Uploads: <c>datasets/{file}</c>, <c>videos/{file}</c>.</summary>
    public BlobContainerClient Inbox => Service.GetBlobContainerClient("inbox");

    /// <summary>Immutable data set versions: <c>{name}/v{n}/…</c>; they share shards.</summary>
    public BlobContainerClient Datasets => Service.GetBlobContainerClient("datasets");

    /// <summary>Immutable model versions: <c>{name}/v{n}/…</c>, and <c>{name}/current.json</c>.</summary>
    public BlobContainerClient Models => Service.GetBlobContainerClient("models");

    /// <summary>Training runs: <c>{id}/…</c>.</summary>
    public BlobContainerClient Runs => Service.GetBlobContainerClient("runs");

    /// <summary>Video analyses: <c>{id}/…</c>.</summary>
    public BlobContainerClient Results => Service.GetBlobContainerClient("results");

    /// <summary>What ingestions, merges and subsets need while they run, archives from Kaggle included; removed when they end.</summary>
    public BlobContainerClient Work => Service.GetBlobContainerClient("work");

    /// <summary>
    /// Opens the account that a setting such as <c>AzureWebJobsStorage</c> names: a connection string in the setting itself,
    /// or <c>{setting}__blobServiceUri</c> with the managed identity that <c>{setting}__clientId</c> may choose.
    /// </summary>
    /// <param name="setting">Looks a setting up by name; <c>null</c> where it is absent.</param>
    /// <param name="name">Name of the setting.</param>
    /// <param name="options">How requests are sent; null for the library's defaults.</param>
    /// <exception cref="PipelineException">Neither form is set, or what is set cannot be used.</exception>
    public static PipelineStorage Open(Func<string, string?> setting, string name, BlobClientOptions? options = null)
    {
        if (setting(name) is { Length: > 0 } connectionString)
        {
            return new PipelineStorage(Connect(connectionString, name, options));
        }

        // Environment variables spell the separator "__", configuration providers turn it into ":".
        var serviceUri = setting($"{name}__blobServiceUri") ?? setting($"{name}:blobServiceUri");
        if (serviceUri is { Length: > 0 })
        {
            var clientId = setting($"{name}__clientId") ?? setting($"{name}:clientId");
            var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
            return Uri.TryCreate(serviceUri, UriKind.Absolute, out var uri)
                ? new PipelineStorage(new BlobServiceClient(uri, credential, options))
                : throw new PipelineException($"{name}__blobServiceUri is '{serviceUri}': use an address such as https://ACCOUNT.blob.core.windows.net.");
        }

        throw new PipelineException(
            $"No storage account is set: give {name} a connection string (UseDevelopmentStorage=true for a local Azurite) or set {name}__blobServiceUri.");
    }

    public async Task CreateContainersAsync(CancellationToken cancellationToken)
    {
        foreach (var container in new[] { Inbox, Datasets, Models, Runs, Results, Work })
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }

    private static BlobServiceClient Connect(string connectionString, string name, BlobClientOptions? options)
    {
        try
        {
            return new BlobServiceClient(connectionString, options);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // The text itself may hold the account's key, so it is not repeated.
            throw new PipelineException(
                $"{name} is no connection string of a storage account: copy it from the account's access keys, or use UseDevelopmentStorage=true for a local Azurite.", exception);
        }
    }
}
