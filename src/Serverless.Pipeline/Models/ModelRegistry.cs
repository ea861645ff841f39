using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Models;

/// <summary>The model versions in blob storage: <c>models/{name}/v{n}/</c>, and which one is current.</summary>
public sealed class ModelRegistry(PipelineStorage storage)
{
    public const string CardFile = "card.json";

    public const string NetworkFile = "model.onnx";

    /// <summary>The network of <see cref="NetworkFile"/> for images of any size.</summary>
    public const string DynamicNetworkFile = "model-dynamic.onnx";

    public const string WeightsFile = "weights.safetensors";

    /// <summary>Reservation and publication of version numbers.</summary>
    public VersionFolders Versions { get; } = new(storage.Models, CardFile);

    /// <summary>Names of all models that have a published version, in ordinal order.</summary>
    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) => Versions.ListNamesAsync(cancellationToken);

    /// <summary>Returns the card of the version asked for, or of the current one.</summary>
    /// <exception cref="PipelineException">There is no such model or version; the message names what there is.</exception>
    public async Task<ModelCard> ResolveAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        var version = reference.Version ?? await FindCurrentAsync(reference.Name, cancellationToken);
        if (version is { } number
            && await storage.Models.FindJsonAsync<ModelCard>(VersionFolders.Path(reference.Name, number, CardFile), cancellationToken) is { } card)
        {
            return card;
        }

        var published = await Versions.ListPublishedAsync(reference.Name, cancellationToken);
        throw new PipelineException(published.Count == 0
            ? $"There is no model '{reference.Name}': train one with POST /api/models/{reference.Name}/train. {Known.Sentence("models", await ListNamesAsync(cancellationToken))}"
            : $"There is no version '{reference}': model '{reference.Name}' has {string.Join(", ", published.Select(n => $"v{n}"))}.");
    }

    /// <summary>The only model there is, for uploads that name none.</summary>
    /// <exception cref="PipelineException">There is none, or there are several.</exception>
    public async Task<ModelReference> ResolveOnlyModelAsync(CancellationToken cancellationToken)
    {
        var names = await ListNamesAsync(cancellationToken);
        return names.Count switch
        {
            1 => new ModelReference(names[0], null),
            0 => throw new PipelineException("There is no model yet: upload a data set to inbox/datasets and train one with POST /api/models/NAME/train."),
            _ => throw new PipelineException(
                $"Which model? Name one in the blob metadata 'model' of the upload or in the setting Pipeline:DefaultModel. {Known.Sentence("models", names)}"),
        };
    }

    /// <summary>The current version of a model; <c>null</c> where nothing was promoted.</summary>
    public async Task<int?> FindCurrentAsync(string name, CancellationToken cancellationToken) =>
        (await storage.Models.FindJsonAsync<CurrentVersion>(CurrentPath(name), cancellationToken))?.Version;

    /// <summary>Makes a version the current one if <paramref name="isBetter"/> than the current, under the ETag of what was compared.</summary>
    /// <returns>Whether the version is current now.</returns>
    public async Task<bool> PromoteAsync(ModelCard candidate, Func<ModelCard, ModelCard, bool> isBetter, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (current, conditions) = await ReadCurrentAsync(candidate.Name, cancellationToken);
            if (current == candidate.Version)
            {
                return true;
            }

            if (current is { } number)
            {
                var incumbent = await ResolveAsync(new ModelReference(candidate.Name, number), cancellationToken);
                if (!isBetter(candidate, incumbent))
                {
                    return false;
                }
            }

            if (await TryPointToAsync(candidate, conditions, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Name of the file that images and videos are analysed with: <see cref="DynamicNetworkFile"/>, which has less to do on those that are
    /// not square, or <see cref="NetworkFile"/> where the version has no other. Asked once an analysis, for the one may be made meanwhile.
    /// </summary>
    public async Task<string> ChooseNetworkFileAsync(ModelCard card, CancellationToken cancellationToken) =>
        await FileOf(card, DynamicNetworkFile).ExistsAsync(cancellationToken) ? DynamicNetworkFile : NetworkFile;

    public BlobClient NetworkOf(ModelCard card) => storage.Models.GetBlobClient(VersionFolders.Path(card.Name, card.Version, NetworkFile));

    public BlobClient WeightsOf(ModelCard card) => storage.Models.GetBlobClient(VersionFolders.Path(card.Name, card.Version, WeightsFile));

    /// <summary>A file of a version; it need not exist.</summary>
    public BlobClient FileOf(ModelCard card, string file) => storage.Models.GetBlobClient(VersionFolders.Path(card.Name, card.Version, file));

    /// <summary>Names of the files of a version, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> ListFilesAsync(ModelCard card, CancellationToken cancellationToken)
    {
        var prefix = VersionFolders.Path(card.Name, card.Version, string.Empty);
        var files = await storage.Models.ListFilesAsync(prefix, cancellationToken);
        return [.. files.Select(file => file[prefix.Length..]).Where(file => file != VersionFolders.ReservationFile)];
    }

    private static string CurrentPath(string name) => $"{name}/current.json";

    private async Task<(int? Version, BlobRequestConditions Conditions)> ReadCurrentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.Models.GetBlobClient(CurrentPath(name)).DownloadContentAsync(cancellationToken);
            var current = content.Value.Content.ToObjectFromJson<CurrentVersion>(PipelineJson.Options);
            return (current?.Version, new BlobRequestConditions { IfMatch = content.Value.Details.ETag });
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return (null, new BlobRequestConditions { IfNoneMatch = ETag.All });
        }
    }

    private async Task<bool> TryPointToAsync(ModelCard card, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Models.GetBlobClient(CurrentPath(card.Name)).UploadAsync(
                BinaryData.FromObjectAsJson(new CurrentVersion(card.Version), PipelineJson.Options),
                new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
                cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    private sealed record CurrentVersion(int Version);
}
