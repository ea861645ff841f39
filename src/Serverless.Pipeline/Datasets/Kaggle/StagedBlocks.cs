using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>
/// The uncommitted blocks of a blob that is being downloaded. Each is named by the archive that it belongs to and its offset,
/// so that whoever goes on finds what there is, and blocks of another archive are never mixed in.
/// </summary>
internal sealed class StagedBlocks
{
    private const int FingerprintLength = 16;

    private readonly BlockBlobClient _blob;
    private readonly string _fingerprint;
    private readonly List<string> _ids = [];

    private StagedBlocks(BlockBlobClient blob, RemoteArchive archive)
    {
        _blob = blob;
        var identity = string.Create(CultureInfo.InvariantCulture, $"{archive.Length}\n{archive.EntityTag}\n{archive.Crc32C}\n{archive.Md5}");
        _fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..FingerprintLength];
    }

    /// <summary>Bytes from the archive's start that are there without a gap.</summary>
    public long Length { get; private set; }

    public static async Task<StagedBlocks> FindAsync(BlockBlobClient blob, RemoteArchive archive, CancellationToken cancellationToken)
    {
        var staged = new StagedBlocks(blob, archive);
        var sizes = await ListAsync(blob, cancellationToken);
        while (sizes.TryGetValue(staged.IdAt(staged.Length), out var size))
        {
            staged.Add(size);
        }

        return staged;
    }

    /// <summary>Appends a block.</summary>
    public async Task StageAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await _blob.StageBlockAsync(IdAt(Length), content, cancellationToken: cancellationToken);
        Add(bytes.Length);
    }

    /// <summary>Begins again at the archive's start; blocks that come anew replace those that are there.</summary>
    public void Restart()
    {
        _ids.Clear();
        Length = 0;
    }

    /// <summary>Makes the blob out of the blocks.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _blob.CommitBlockListAsync(_ids, cancellationToken: cancellationToken);

    private static async Task<Dictionary<string, long>> ListAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var blocks = await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellationToken);
            return blocks.Value.UncommittedBlocks.ToDictionary(block => block.Name, block => block.SizeLong, StringComparer.Ordinal);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return [];
        }
    }

    // All ids of a blob must be of one length.
    private string IdAt(long offset) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_fingerprint}-{offset:D15}")));

    private void Add(long size)
    {
        _ids.Add(IdAt(Length));
        Length += size;
    }
}
