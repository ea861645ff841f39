using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Quality;

namespace Serverless.Datasets.Reports;

/// <summary>
/// Keeps thumbnails of some images of a group: drawn by the seed and their bytes, those first that show a class that no other
/// shows.
/// </summary>
internal sealed class ThumbnailPicker(int count, int seed) : IDisposable
{
    // To choose from, so that rare classes are shown.
    private const int CandidatesPerPick = 4;

    // Bounds what candidates take in memory where groups are large.
    private const int LargestChoice = 256;

    // Enough for every leak of a small set to be shown, and some megabytes for the largest.
    private const int OfAllParts = 1000;
    private const int LeastOfAPart = 4;

    private static readonly int[] Qualities = [80, 60, 35];

    private readonly int _most = Math.Max(count, Math.Min(count * CandidatesPerPick, LargestChoice));
    private readonly SortedList<UInt128, (DatasetImage Image, Mat Picture)> _candidates = [];

    /// <summary>How many are kept of each part of a version, at most.</summary>
    public static int Share(int parts) => Math.Max(OfAllParts / Math.Max(parts, 1), LeastOfAPart);

    /// <param name="inspection">Of this image.</param>
    public void Offer(DatasetImage image, ImageInspection inspection)
    {
        var rank = Rank(image);
        if (_most == 0 || (_candidates.Count == _most && rank > _candidates.Keys[^1]))
        {
            return;
        }

        _candidates[rank] = (image, PictureScaling.Fit(inspection.Reduced, Thumbnail.LargestSide));
        if (_candidates.Count > _most)
        {
            _candidates.Values[_most].Picture.Dispose();
            _candidates.RemoveAt(_most);
        }
    }

    /// <summary>What is kept, in the order of names.</summary>
    public IReadOnlyList<Thumbnail> Pick()
    {
        var picked = ClassCover.Order([.. _candidates.Values], candidate => candidate.Image)
            .Select(candidate => Encode(candidate.Picture) is { } jpeg ? new Thumbnail(candidate.Image.Name, jpeg) : null)
            .OfType<Thumbnail>()
            .Take(count);
        return [.. picked.OrderBy(thumbnail => thumbnail.Name, StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        foreach (var (_, picture) in _candidates.Values)
        {
            picture.Dispose();
        }
    }

    private static byte[]? Encode(Mat picture) => Qualities
        .Select(quality => picture.ImEncode(".jpg", [(int)ImwriteFlags.JpegQuality, quality]))
        .FirstOrDefault(jpeg => jpeg.Length <= Thumbnail.LargestBytes);

    // By the name too, for copies of an image; the same bytes first, so that both sides of a leak are often kept.
    private UInt128 Rank(DatasetImage image) => new(Hash($"{seed}:{image.Sha256}"), Hash(image.Name));

    private static ulong Hash(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
