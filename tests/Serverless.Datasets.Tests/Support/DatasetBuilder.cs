using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Serverless.Datasets.Tests.Support;

/// <summary>Puts a dataset together in memory and packs it.</summary>
internal sealed class DatasetBuilder
{
    public const string Box = "0 0.5 0.5 0.25 0.25\n";

    private readonly List<(string Path, byte[] Bytes)> _files = [];

    /// <summary>Two images each to train and to validate, class names in a data.yaml.</summary>
    /// <param name="names">The data.yaml; one class where there is none.</param>
    public static DatasetBuilder Ordinary(byte[]? names = null) => new DatasetBuilder()
        .Pair("train/images/a.jpg", "train/labels/a.txt")
        .Pair("train/images/b.jpg", "train/labels/b.txt")
        .Pair("valid/images/c.jpg", "valid/labels/c.txt")
        .Pair("valid/images/d.jpg", "valid/labels/d.txt")
        .File("data.yaml", names ?? "names: [pothole]\nnc: 1\n"u8.ToArray());

    public DatasetBuilder File(string path, byte[] bytes)
    {
        _files.Add((path, bytes));
        return this;
    }

    public DatasetBuilder Text(string path, string text) => File(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds an image unlike any before.</summary>
    public DatasetBuilder Image(string path) => File(path, TestImages.Jpeg(_files.Count));

    public DatasetBuilder Pair(string image, string label, string text = Box) => Image(image).Text(label, text);

    public MemoryStream Zip(CompressionLevel level = CompressionLevel.Fastest)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in _files)
            {
                var entry = archive.CreateEntry(path, level);
                entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(bytes);
            }
        }

        stream.Position = 0;
        return stream;
    }

    public byte[] Tar(TarEntryFormat format = TarEntryFormat.Pax)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var (path, bytes) in _files)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, path),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, path),
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, path),
                    _ => new PaxTarEntry(TarEntryType.RegularFile, path),
                };
                entry.DataStream = new MemoryStream(bytes, writable: false);
                tar.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    public byte[] TarGz(CompressionLevel level = CompressionLevel.SmallestSize) => Gzip(Tar(), level);

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    public void WriteTo(string folder)
    {
        foreach (var (path, bytes) in _files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllBytes(file, bytes);
        }
    }
}
