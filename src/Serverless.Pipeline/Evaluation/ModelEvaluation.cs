using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Detection;
using Serverless.Detection.Evaluation;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Evaluation;

/// <summary>The steps of an evaluation of a model version on a data set version. Each may be done again.</summary>
public sealed class ModelEvaluation(
    PipelineStorage storage,
    DatasetCatalog datasets,
    ModelRegistry models,
    EvaluationStore evaluations,
    BlobFileCache cache,
    EvaluationOptions options,
    TimeProvider time)
{
    private const int WorstImages = 12;

    /// <summary>Decides what is measured.</summary>
    /// <param name="version">A model version.</param>
    /// <param name="dataset">Name of the data set.</param>
    /// <param name="datasetVersion"><c>null</c> for the newest.</param>
    /// <param name="split">Whose images.</param>
    /// <param name="imageSize">Side of the network input; <c>null</c> for the model's own.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PipelineException">The data set is not to be had, the split is empty, or no class is common to both.</exception>
    public async Task<EvaluationRequest> PlanAsync(
        ModelCard version, string dataset, int? datasetVersion, DatasetSplit split, int? imageSize, CancellationToken cancellationToken)
    {
        if (imageSize is not null and (< 64 or > 4096) || imageSize % 32 is not (null or 0))
        {
            throw new PipelineException(FormattableString.Invariant($"imageSize is {imageSize}: use a multiple of 32 from 64 to 4096, or leave it out for the model's own."));
        }

        var request = new EvaluationRequest(
            version.Name, version.Version, dataset, await datasets.ResolveAsync(dataset, datasetVersion, cancellationToken), split, imageSize);
        var manifest = await datasets.ReadManifestAsync(request.Dataset, request.DatasetVersion, cancellationToken);
        if (manifest.IsUnlabeled)
        {
            throw new PipelineException(FormattableString.Invariant($"Data set '{dataset}' v{request.DatasetVersion} has no labels, so nothing can be measured on it: label it and upload it again."));
        }

        if (!manifest.Images.Any(image => image.Split == split))
        {
            throw new PipelineException(FormattableString.Invariant(
                $"Data set '{dataset}' v{request.DatasetVersion} has no {NameOf(split)} images: use the split {string.Join(" or ", manifest.Images.Select(image => image.Split).Distinct().Order().Select(NameOf))}."));
        }

        RequireCommonClass(version, request, manifest);
        return request;
    }

    /// <summary>Which shards hold images of the split.</summary>
    public async Task<EvaluationPlan> ListShardsAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        var manifest = await datasets.ReadManifestAsync(request.Dataset, request.DatasetVersion, cancellationToken);
        return new EvaluationPlan([.. manifest.Images.Where(image => image.Split == request.Split).Select(image => image.Shard).Distinct().Order()]);
    }

    /// <summary>Detects in the images of one shard and records everything down to confidence 0.001. Returns the number of images.</summary>
    /// <exception cref="PipelineException">The model cannot be run at the size asked for.</exception>
    public async Task<int> DetectAsync(EvaluationRequest request, int shard, CancellationToken cancellationToken)
    {
        var card = await models.ResolveAsync(new ModelReference(request.Model, request.Version), cancellationToken);
        var manifest = await datasets.ReadManifestAsync(request.Dataset, request.DatasetVersion, cancellationToken);
        var images = manifest.Images.Where(image => image.Shard == shard && image.Split == request.Split).ToList();
        using var detector = Load(await cache.GetAsync(models.NetworkOf(card), etag: null, cancellationToken), request);
        var found = new List<ShardDetections.ImageEntry>();
        await foreach (var (image, bytes) in ReadAsync(request, manifest, shard, images, cancellationToken))
        {
            using var pixels = Cv2.ImDecode(bytes, ImreadModes.Color);
            found.Add(ShardDetections.ImageEntry.Of(image.Name, detector.Detect(pixels, DetectionThresholds.ForEvaluation)));
        }

        if (found.Count < images.Count)
        {
            throw new PipelineException($"Shard {shard} of data set '{request.Dataset}' v{request.DatasetVersion} lacks {images.Count - found.Count} images of its manifest: upload the data set again.");
        }

        var input = detector.Model.Input;
        await storage.Work.WriteJsonAsync(PartPath(request, shard), new ShardDetections(Math.Max(input.Width, input.Height), found), cancellationToken);
        return found.Count;
    }

    /// <summary>Measures what was detected, and writes numbers, pictures and page.</summary>
    public async Task<EvaluationSummary> MergeAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (await evaluations.FindAsync(request.Model, request.Id, cancellationToken) is { } finished)
        {
            await DiscardAsync(request, cancellationToken);
            return finished.Summary;
        }

        var card = await models.ResolveAsync(new ModelReference(request.Model, request.Version), cancellationToken);
        var manifest = await datasets.ReadManifestAsync(request.Dataset, request.DatasetVersion, cancellationToken);
        var mapping = RequireCommonClass(card, request, manifest);
        var (images, inputSize) = await ReadPartsAsync(request, manifest, mapping, cancellationToken);
        var evaluator = new DetectionEvaluator(mapping.Common.Count);
        images.ForEach(image => evaluator.Add(image.Predictions, image.Truth));
        var metrics = evaluator.Compute();

        // Where nothing is ever right, no threshold is the best: mistakes are shown at the usual one.
        var confidence = metrics.BestConfidence > 0 ? metrics.BestConfidence : DetectionThresholds.DefaultConfidence;
        var worst = FindWorst(images, confidence);
        var document = EvaluationDocuments.Create(request, card, mapping, metrics, inputSize, worst.ConvertAll(image => image.Worst), time.GetUtcNow());
        var pictures = await DrawAsync(request, manifest, worst.ConvertAll(image => image.Mistakes), confidence, mapping.Common, cancellationToken);
        await evaluations.WriteAsync(document, pictures, new EvaluationPage(document, pictures, confidence).ToString(), cancellationToken);
        await DiscardAsync(request, cancellationToken);
        return document.Summary;
    }

    /// <summary>Removes what was recorded on the way.</summary>
    public Task DiscardAsync(EvaluationRequest request, CancellationToken cancellationToken) =>
        storage.Work.DeleteFolderAsync($"{request.Id}/", cancellationToken);

    private static string PartPath(EvaluationRequest request, int shard) => FormattableString.Invariant($"{request.Id}/{shard:D5}.json");

    private static string NameOf(DatasetSplit split) => split.ToString().ToLowerInvariant();

    private static ClassMapping RequireCommonClass(ModelCard card, EvaluationRequest request, DatasetManifest manifest)
    {
        var mapping = new ClassMapping(card.Classes, manifest.Classes);
        return mapping.Common.Count > 0
            ? mapping
            : throw new PipelineException(FormattableString.Invariant(
                $"'{card.Name}/v{card.Version}' and data set '{request.Dataset}' v{request.DatasetVersion} have no class in common: the model knows {string.Join(", ", card.Classes)}; the data set has {string.Join(", ", manifest.Classes)}. Name the classes of the data set as the model's when uploading it (blob metadata 'classes')."));
    }

    private static List<(ImageMistakes Mistakes, WorstImage Worst)> FindWorst(List<ImageMistakes> images, double confidence) =>
    [
        .. images
            .Select(image => (Image: image, Mistakes: image.Count(confidence)))
            .Where(image => image.Mistakes.Missed + image.Mistakes.False > 0)
            .OrderByDescending(image => image.Mistakes.Missed + image.Mistakes.False)
            .ThenBy(image => image.Image.Image.Name, StringComparer.Ordinal)
            .Take(WorstImages)
            .Select((image, i) => (image.Image, new WorstImage(
                image.Image.Image.Name,
                image.Image.Image.Source,
                image.Mistakes.Missed,
                image.Mistakes.False,
                FormattableString.Invariant($"worst{i:D2}.jpg")))),
    ];

    private OnnxDetector Load(string path, EvaluationRequest request)
    {
        // As a training's own square validation sees them, so that the numbers can be compared.
        var square = options.Detector with { Rectangular = false };
        if (request.ImageSize is not { } side)
        {
            return OnnxDetector.Load(path, square);
        }

        try
        {
            return OnnxDetector.Load(path, square with { InputSize = new ImageSize(side, side) });
        }
        catch (ModelException exception)
        {
            throw new PipelineException(
                FormattableString.Invariant($"'{request.Model}/v{request.Version}' cannot be evaluated with imageSize {side}: {exception.Message} Leave imageSize out, or export the weights at that size (serverless export --image-size {side})."),
                exception);
        }
    }

    private async Task<(List<ImageMistakes> Images, int InputSize)> ReadPartsAsync(
        EvaluationRequest request, DatasetManifest manifest, ClassMapping mapping, CancellationToken cancellationToken)
    {
        var byName = manifest.Images.ToDictionary(image => image.Name, StringComparer.Ordinal);
        var images = new List<ImageMistakes>();
        var inputSize = 0;
        foreach (var shard in (await ListShardsAsync(request, cancellationToken)).Shards)
        {
            var part = await storage.Work.ReadJsonAsync<ShardDetections>(PartPath(request, shard), cancellationToken);
            inputSize = part.InputSize;
            images.AddRange(part.Images.Select(entry => Translate(byName[entry.Name], entry, mapping)));
        }

        return (images, inputSize);
    }

    private static ImageMistakes Translate(DatasetImage image, ShardDetections.ImageEntry entry, ClassMapping mapping) => new(
        image,
        [
            .. image.Boxes
                .Where(box => mapping.OfDataset(box.ClassId) is not null)
                .Select(box => new GroundTruthObject(
                    Box.FromCenter(box.CenterX * image.Width, box.CenterY * image.Height, box.Width * image.Width, box.Height * image.Height),
                    mapping.OfDataset(box.ClassId)!.Value)),
        ],
        [
            .. entry.ToObjects()
                .Where(found => mapping.OfModel(found.ClassId) is not null)
                .Select(found => found with { ClassId = mapping.OfModel(found.ClassId)!.Value }),
        ]);

    private async Task<IReadOnlyList<byte[]>> DrawAsync(
        EvaluationRequest request, DatasetManifest manifest, List<ImageMistakes> worst, double confidence, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var shard in worst.GroupBy(image => image.Image.Shard))
        {
            var byName = shard.ToDictionary(image => image.Image.Name, StringComparer.Ordinal);
            await foreach (var (image, bytes) in ReadAsync(request, manifest, shard.Key, shard.Select(mistakes => mistakes.Image), cancellationToken))
            {
                pictures[image.Name] = EvaluationPictures.Draw(bytes, byName[image.Name], confidence, classes);
            }
        }

        return worst.ConvertAll(image => pictures[image.Image.Name]);
    }

    private IAsyncEnumerable<(DatasetImage Image, byte[] Bytes)> ReadAsync(
        EvaluationRequest request, DatasetManifest manifest, int shard, IEnumerable<DatasetImage> images, CancellationToken cancellationToken) =>
        ShardImages.ReadAsync(storage, ShardImages.BlobOf(request, manifest, shard), images, options.TemporaryFolder, cancellationToken);
}
