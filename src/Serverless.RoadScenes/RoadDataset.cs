using System.Globalization;
using System.IO.Compression;
using System.Text;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes;

/// <summary>Generates a pothole dataset in the YOLO layout.</summary>
public static class RoadDataset
{
    private const int JpegQuality = 92;
    private const int ImagesPerBackground = 12;

    /// <summary>Of any image the same bytes, whenever it is written.</summary>
    private static readonly DateTimeOffset EntryTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes a zip with <c>data.yaml</c> and <c>{train,valid,test}/{images,labels}</c>. One image of each dozen
    /// is a background without potholes and has an empty label file. The same options give the same file.
    /// </summary>
    /// <param name="path">The zip to write; replaced where it exists.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="progress">Receives the number of images written so far.</param>
    /// <param name="cancellationToken">Stops the writing; no file is left then.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or size is out of range.</exception>
    public static async Task WriteZipAsync(string path, RoadDatasetOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var unfinished = path + ".part";
        try
        {
            await WriteArchiveAsync(unfinished, options, progress, cancellationToken).ConfigureAwait(false);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task WriteArchiveAsync(string path, RoadDatasetOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await using var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken).ConfigureAwait(false);
        await AddAsync(archive, "data.yaml", Encoding.UTF8.GetBytes(Description(options)), cancellationToken).ConfigureAwait(false);
        var written = 0;
        foreach (var (folder, count) in Splits(options))
        {
            for (var i = 0; i < count; i++)
            {
                await AddImageAsync(archive, folder, written, options, cancellationToken).ConfigureAwait(false);
                written++;
                progress?.Report(written);
            }
        }
    }

    private static IEnumerable<(string Folder, int Count)> Splits(RoadDatasetOptions options) =>
        [("train", options.Train), ("valid", options.Validation), ("test", options.Test)];

    private static string Description(RoadDatasetOptions options)
    {
        string[] keys = ["train", "val", "test"];
        var splits = Splits(options).Zip(keys).Where(item => item.First.Count > 0).Select(item => $"{item.Second}: {item.First.Folder}/images\n");
        return string.Concat(splits) + "nc: 1\nnames: [pothole]\n";
    }

    private static async Task AddImageAsync(ZipArchive archive, string folder, int number, RoadDatasetOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var random = Randomness.Fork(options.Seed, number);
        var scene = new SceneOptions { View = options.View, Width = options.Width, Height = options.Height, HasPotholes = !IsBackground(number, options.Seed) };
        using var picture = RoadSceneRenderer.Render(scene, random.Next());
        var name = string.Create(CultureInfo.InvariantCulture, $"{options.View}_{number:D5}").ToLowerInvariant();
        await AddAsync(archive, $"{folder}/images/{name}.jpg", picture.Image.ImEncode(".jpg", [(int)ImwriteFlags.JpegQuality, JpegQuality]), cancellationToken).ConfigureAwait(false);
        var labels = string.Concat(picture.Potholes.Select(box => Label(box, options.Width, options.Height)));
        await AddAsync(archive, $"{folder}/labels/{name}.txt", Encoding.UTF8.GetBytes(labels), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One image of each dozen, so that small splits have some too.</summary>
    private static bool IsBackground(int number, int seed) =>
        Randomness.Fork(seed, -1 - (number / ImagesPerBackground)).Next(ImagesPerBackground) == number % ImagesPerBackground;

    private static string Label(Box box, float width, float height) => string.Create(
        CultureInfo.InvariantCulture,
        $"0 {box.CenterX / width:F6} {box.CenterY / height:F6} {box.Width / width:F6} {box.Height / height:F6}\n");

    private static async Task AddAsync(ZipArchive archive, string name, byte[] content, CancellationToken cancellationToken)
    {
        // JPEG does not shrink any further.
        var level = name.EndsWith(".jpg", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Fastest;
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = EntryTime;
        await using var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
    }
}
