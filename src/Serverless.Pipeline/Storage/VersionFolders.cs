using System.Globalization;
using Azure.Storage.Blobs;

namespace Serverless.Pipeline.Storage;

/// <summary>
/// Numbered, immutable folders <c>{name}/v{n}/</c>. A number is reserved by creating <c>reservation.json</c> in its folder,
/// which exactly one writer can do; the version exists for readers once its publication file is there, written last.
/// </summary>
/// <param name="container">Container of the versions.</param>
/// <param name="publicationFile">File whose presence makes a version visible, such as <c>manifest.json</c>.</param>
public sealed class VersionFolders(BlobContainerClient container, string publicationFile)
{
    internal const string ReservationFile = "reservation.json";

    /// <summary>The folder of a version, without a closing slash.</summary>
    public static string Folder(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}/v{version}");

    public static string Path(string name, int version, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}/v{version}/{file}");

    /// <summary>
    /// Reserves a number above all there are for <paramref name="owner"/>; asked again, an owner gets the number that it has.
    /// A number given back below others is not used again: the highest one is always the newest.
    /// </summary>
    public async Task<int> ReserveAsync(string name, string owner, CancellationToken cancellationToken)
    {
        var numbers = await ListNumbersAsync(name, cancellationToken);
        foreach (var number in numbers)
        {
            if (await IsOwnerAsync(name, number, owner, cancellationToken))
            {
                return number;
            }
        }

        for (var version = numbers.LastOrDefault() + 1; ; version++)
        {
            if (await container.TryCreateJsonAsync(Path(name, version, ReservationFile), new Reservation(owner), cancellationToken)
                || await IsOwnerAsync(name, version, owner, cancellationToken))
            {
                return version;
            }
        }
    }

    /// <summary>Gives a reserved number back with all that was written under it, unless it is published.</summary>
    public async Task DiscardAsync(string name, string owner, CancellationToken cancellationToken)
    {
        foreach (var version in await ListNumbersAsync(name, cancellationToken))
        {
            if (await IsOwnerAsync(name, version, owner, cancellationToken) && !await IsPublishedAsync(name, version, cancellationToken))
            {
                await DeleteAsync(name, version, cancellationToken);
            }
        }
    }

    /// <summary>Names that have a published version, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var name in await container.ListFoldersAsync(string.Empty, cancellationToken))
        {
            if ((await ListPublishedAsync(name, cancellationToken)).Count > 0)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Numbers of the published versions, ascending; empty where the name is unknown.</summary>
    public async Task<IReadOnlyList<int>> ListPublishedAsync(string name, CancellationToken cancellationToken)
    {
        var published = new List<int>();
        foreach (var version in await ListNumbersAsync(name, cancellationToken))
        {
            if (await IsPublishedAsync(name, version, cancellationToken))
            {
                published.Add(version);
            }
        }

        return published;
    }

    public async Task<bool> IsPublishedAsync(string name, int version, CancellationToken cancellationToken) =>
        await container.GetBlobClient(Path(name, version, publicationFile)).ExistsAsync(cancellationToken);

    private async Task<bool> IsOwnerAsync(string name, int version, string owner, CancellationToken cancellationToken) =>
        await container.FindJsonAsync<Reservation>(Path(name, version, ReservationFile), cancellationToken) is { } reservation
        && reservation.Owner == owner;

    private async Task DeleteAsync(string name, int version, CancellationToken cancellationToken)
    {
        var reservation = Path(name, version, ReservationFile);
        foreach (var file in await container.ListFilesAsync(Path(name, version, string.Empty), cancellationToken))
        {
            if (file != reservation)
            {
                await container.DeleteBlobIfExistsAsync(file, cancellationToken: cancellationToken);
            }
        }

        // Last: until then nobody else gets the number, and the owner can go on after an interruption.
        await container.DeleteBlobIfExistsAsync(reservation, cancellationToken: cancellationToken);
    }

    private async Task<List<int>> ListNumbersAsync(string name, CancellationToken cancellationToken)
    {
        var numbers = new List<int>();
        foreach (var folder in await container.ListFoldersAsync($"{name}/", cancellationToken))
        {
            if (TryParse(folder, out var version))
            {
                numbers.Add(version);
            }
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>Parses <c>v7</c>.</summary>
    public static bool TryParse(string text, out int version)
    {
        version = 0;
        return text.Length > 1
            && text[0] == 'v'
            && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out version)
            && version > 0;
    }

    private sealed record Reservation(string Owner);
}
