using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Analysis;

/// <summary>
/// The steps from an uploaded image, or zip of images, to detections and annotated pictures. A zip is read where it lies, without a
/// local copy. Each step can be done again with the same effect.
/// </summary>
public sealed class ImageAnalysis(PipelineStorage storage, AnalysisStore store, VideoAnalysis analysis, ModelRegistry models)
{
    private const int GroupSize = 50;
    private const int MaximumImages = 10_000;
    private const long MaximumBytes = 64 << 20;

    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp" };

    /// <summary>Decides on the model and lists the images. Returns the number of groups that they are worked on in.</summary>
    /// <exception cref="PipelineException">The upload is no image and no zip of images, or an option is wrong.</exception>
    public async Task<int> PlanAsync(string id, ImageRequest request, CancellationToken cancellationToken)
    {
        var confidence = AnalysisRequest.ParseConfidence(request.Confidence);
        var model = await analysis.ResolveModelAsync(request.Model, cancellationToken);
        var isZip = Path.GetExtension(request.Upload.BlobName).Equals(".zip", StringComparison.OrdinalIgnoreCase);
        var images = isZip ? await ListAsync(request.Upload, cancellationToken) : [Path.GetFileName(request.Upload.BlobName)];
        var plan = new ImagePlan(request.Upload, model.Name, model.Version, confidence, images, isZip, GroupSize)
        {
            Network = await models.ChooseNetworkFileAsync(model, cancellationToken),
        };
        await store.WriteJsonAsync(AnalysisFiles.Plan(id), plan, cancellationToken);
        return plan.GroupCount;
    }

    /// <summary>Finds and draws the objects of one group of images.</summary>
    /// <exception cref="PipelineException">The only image of an upload cannot be decoded; one of several is passed over.</exception>
    public async Task DetectAsync(string id, int group, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(id, cancellationToken);
        var card = await models.ResolveAsync(new ModelReference(plan.Model, plan.ModelVersion), cancellationToken);
        using var lease = await analysis.RentDetectorAsync(card, plan.Network, cancellationToken);
        var detector = new ImageDetector(lease.Detector, card.Classes, plan.Confidence);
        using var lines = new MemoryStream();
        var number = group * plan.GroupSize;
        await foreach (var (name, image) in ReadAsync(plan, number, cancellationToken))
        {
            var found = await DetectAsync(id, number++, detector, name, image, plan.IsZip, cancellationToken);
            JsonSerializer.Serialize(lines, found, PipelineJson.Options);
            lines.WriteByte((byte)'\n');
        }

        await store.UploadAsync(AnalysisFiles.ChunkDetections(id, group), BinaryData.FromBytes(lines.ToArray()), AnalysisStore.DetectionsType, cancellationToken);
    }

    /// <summary>Joins the detections of all groups and counts them.</summary>
    public async Task<ImageSummary> PublishAsync(string id, CancellationToken cancellationToken)
    {
        if (await storage.Results.FindJsonAsync<ImageSummary>(AnalysisFiles.Summary(id), cancellationToken) is not { } summary)
        {
            var plan = await ReadPlanAsync(id, cancellationToken);
            using var all = new MemoryStream();
            for (var group = 0; group < plan.GroupCount; group++)
            {
                await storage.Results.GetBlobClient(AnalysisFiles.ChunkDetections(id, group)).DownloadToAsync(all, cancellationToken);
            }

            summary = Summarize(id, plan, all.ToArray());
            await store.UploadAsync(AnalysisFiles.Detections(id), BinaryData.FromBytes(all.ToArray()), AnalysisStore.DetectionsType, cancellationToken);
            await store.WriteJsonAsync(AnalysisFiles.Summary(id), summary, cancellationToken);
        }

        await store.DeleteAsync(AnalysisFiles.Chunks(id), cancellationToken);
        return summary;
    }

    private static ImageSummary Summarize(string id, ImagePlan plan, byte[] lines)
    {
        var (images, unreadable, detections) = (0, 0, 0);
        using var reader = new StreamReader(new MemoryStream(lines));
        while (reader.ReadLine() is { } line)
        {
            var found = JsonSerializer.Deserialize<ImageDetections>(line, PipelineJson.Options)!;
            images += found.Error is null ? 1 : 0;
            unreadable += found.Error is null ? 0 : 1;
            detections += found.Objects.Count;
        }

        return new ImageSummary(id, plan.Upload.BlobName, plan.Model, plan.ModelVersion, plan.Confidence, images, unreadable, detections);
    }

    private async Task<ImageDetections> DetectAsync(
        string id, int number, ImageDetector detector, string name, byte[] image, bool isOneOfSeveral, CancellationToken cancellationToken)
    {
        try
        {
            var (found, annotated) = detector.Detect(image, name, draw: true);
            // The number keeps pictures apart that have the same name in several folders.
            var path = string.Create(CultureInfo.InvariantCulture, $"{id}/annotated/{number:D5}-{Path.GetFileNameWithoutExtension(name)}.jpg");
            await store.UploadAsync(path, BinaryData.FromBytes(annotated!), "image/jpeg", cancellationToken);
            return found with { Annotated = path };
        }
        catch (PipelineException exception) when (isOneOfSeveral)
        {
            return new ImageDetections(name, 0, 0, [], Error: exception.Message);
        }
    }

    private async Task<IReadOnlyList<string>> ListAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        await using var archive = await OpenAsync(upload, cancellationToken);
        var images = archive.Entries.Where(IsImage).Select(entry => entry.FullName).Order(StringComparer.Ordinal).ToList();
        return images.Count switch
        {
            0 => throw new PipelineException($"inbox/{upload.BlobName} has no images in it: put {string.Join(", ", s_extensions)} files into the zip."),
            > MaximumImages => throw new PipelineException($"inbox/{upload.BlobName} has {images.Count} images: put at most {MaximumImages} into one zip."),
            _ => images,
        };
    }

    private async IAsyncEnumerable<(string Name, byte[] Image)> ReadAsync(
        ImagePlan plan, int first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!plan.IsZip)
        {
            await using var single = await OpenBlobAsync(plan.Upload, cancellationToken);
            yield return (plan.Images[0], await ReadAsync(single, plan.Images[0], cancellationToken));
            yield break;
        }

        await using var archive = await OpenAsync(plan.Upload, cancellationToken);
        foreach (var name in plan.Images.Skip(first).Take(plan.GroupSize))
        {
            await using var entry = await archive.GetEntry(name)!.OpenAsync(cancellationToken);
            yield return (name, await ReadAsync(entry, name, cancellationToken));
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaximumBytes)
            {
                throw new PipelineException($"'{name}' is larger than {MaximumBytes >> 20} MiB: make the image smaller.");
            }
        }

        return content.ToArray();
    }

    // A file too short for a zip's end makes the blob's stream refuse to seek there.
    private async Task<ZipArchive> OpenAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            return await ZipArchive.CreateAsync(
                await OpenBlobAsync(upload, cancellationToken), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or EndOfStreamException)
        {
            throw new PipelineException($"inbox/{upload.BlobName} is no zip that can be read ({exception.Message}): pack the images again.", exception);
        }
    }

    private async Task<Stream> OpenBlobAsync(VideoUpload upload, CancellationToken cancellationToken)
    {
        var blob = storage.Inbox.GetBlobClient(upload.BlobName);
        var conditions = new BlobRequestConditions { IfMatch = new Azure.ETag(upload.ETag) };
        try
        {
            return await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { Conditions = conditions }, cancellationToken);
        }
        catch (Azure.RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw new PipelineException(
                $"inbox/{upload.BlobName} was removed or overwritten while it was being worked on: a newer upload is handled on its own.", exception);
        }
    }

    private Task<ImagePlan> ReadPlanAsync(string id, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<ImagePlan>(AnalysisFiles.Plan(id), cancellationToken);

    private static bool IsImage(ZipArchiveEntry entry) =>
        s_extensions.Contains(Path.GetExtension(entry.Name)) && !entry.Name.StartsWith('.') && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);
}
