using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Storage;

/// <summary>
/// Storage clients by the name of a connection: a setting with a connection string, or a group of settings
/// (<c>NAME__blobServiceUri</c>, <c>NAME__accountName</c>, …) for an identity.
/// </summary>
internal sealed class StorageConnections(IConfiguration configuration)
{
    public const string DefaultName = "AzureWebJobsStorage";

    public BlobServiceClient Blobs(string? name) =>
        Create(name, "blob", text => new BlobServiceClient(text), (uri, identity) => new BlobServiceClient(uri, identity));

    // Base64 as the real host writes them, so that whoever reads the queue finds the same.
    public QueueServiceClient Queues(string? name, QueueMessageEncoding encoding = QueueMessageEncoding.Base64)
    {
        var options = new QueueClientOptions { MessageEncoding = encoding };
        return Create(name, "queue", text => new QueueServiceClient(text, options), (uri, identity) => new QueueServiceClient(uri, identity, options));
    }

    public TableServiceClient Tables(string? name) =>
        Create(name, "table", text => new TableServiceClient(text), (uri, identity) => new TableServiceClient(uri, identity));

    private TClient Create<TClient>(
        string? name, string service, Func<string, TClient> byText, Func<Uri, TokenCredential, TClient> byIdentity)
    {
        var section = Find(name ?? DefaultName);
        if (section.Value is { Length: > 0 } text)
        {
            return ByText(text, section.Path, byText);
        }

        return ServiceUri(section, service) is { } uri
            ? byIdentity(uri, Identity(section))
            : throw new LocalHostException(
                $"The setting '{section.Path}' names no storage account for the {service} service; give it a connection string, "
                + "in the Values of local.settings.json or in the environment (\"UseDevelopmentStorage=true\" for Azurite).");
    }

    private IConfigurationSection Find(string name)
    {
        var candidates = new[] { $"AzureWebJobs{name}", $"ConnectionStrings:{name}", name };
        return candidates.Select(configuration.GetSection).FirstOrDefault(section => section.Exists()) ?? configuration.GetSection(name);
    }

    private static TClient ByText<TClient>(string text, string setting, Func<string, TClient> create)
    {
        try
        {
            return create(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new LocalHostException($"The setting '{setting}' is not a storage connection string: {exception.Message}", exception);
        }
    }

    private static Uri? ServiceUri(IConfigurationSection section, string service)
    {
        var address = section[$"{service}ServiceUri"] ?? section["serviceUri"]
            ?? (section["accountName"] is { } account ? $"https://{account}.{service}.core.windows.net" : null);
        return address is null ? null : new Uri(address);
    }

    private static TokenCredential Identity(IConfigurationSection section)
    {
        var clientId = section["clientId"];
        if (!string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
        }

        return new ManagedIdentityCredential(
            clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
    }
}
