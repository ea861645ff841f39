using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace Serverless.Datasets.Ingestion;

/// <summary>Writes a shard: a tar of images, each followed by its labels as YOLO text. The same images give the same bytes.</summary>
/// <param name="open">Called for the first image that has to be stored; the stream is closed with this.</param>
/// <param name="stored">SHA-256 of images that are stored elsewhere and left out here.</param>
internal sealed class ShardWriter(Func<Stream> open, IReadOnlySet<string> stored) : IDisposable
{
    private TarWriter? _tar;

    /// <param name="shard">Stays open; it becomes a tar even if no image is written.</param>
    public ShardWriter(Stream shard)
        : this(() => shard, new HashSet<string>()) => _tar = Begin(shard, leaveOpen: true);

    public void Write(DatasetImage image, byte[] bytes)
    {
        if (stored.Contains(image.Sha256))
        {
            return;
        }

        _tar ??= Begin(open(), leaveOpen: false);
        Write(image.Name, bytes);
        Write(ShardNames.LabelsOf(image.Name), Encoding.UTF8.GetBytes(Labels(image.Boxes)));
    }

    public void Dispose() => _tar?.Dispose();

    // Ustar: the pax format puts the process id into its headers.
    private static TarWriter Begin(Stream shard, bool leaveOpen) => new(shard, TarEntryFormat.Ustar, leaveOpen);

    private static string Labels(IReadOnlyList<LabeledBox> boxes) => string.Concat(boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.ClassId} {box.CenterX} {box.CenterY} {box.Width} {box.Height}\n")));

    private void Write(string name, byte[] bytes) => _tar!.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = new MemoryStream(bytes, writable: false),
    });
}
