using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace Serverless.Datasets.Ingestion;

/// <summary>Writes a shard: a tar of images, each followed by its labels as YOLO text. The same images give the same bytes.</summary>
internal sealed class ShardWriter(Stream shard) : IDisposable
{
    // Ustar: the pax format puts the process id into its headers.
    private readonly TarWriter _tar = new(shard, TarEntryFormat.Ustar, leaveOpen: true);

    public void Write(DatasetImage image, byte[] bytes)
    {
        Write(image.Name, bytes);
        Write(ShardNames.LabelsOf(image.Name), Encoding.UTF8.GetBytes(Labels(image.Boxes)));
    }

    public void Dispose() => _tar.Dispose();

    private static string Labels(IReadOnlyList<LabeledBox> boxes) => string.Concat(boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.ClassId} {box.CenterX} {box.CenterY} {box.Width} {box.Height}\n")));

    private void Write(string name, byte[] bytes) => _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = new MemoryStream(bytes, writable: false),
    });
}
