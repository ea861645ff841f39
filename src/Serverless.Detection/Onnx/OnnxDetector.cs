using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>
/// A YOLO detector in an ONNX file. Any number of threads may detect with one instance at once; dispose of it when
/// none does.
/// </summary>
public sealed class OnnxDetector : IObjectDetector, IDisposable
{
    private readonly InferenceSession _session;
    private readonly ModelContract _contract;
    private readonly int _batchSize;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentQueue<InferenceBuffer> _idle = new();
    private volatile bool _disposed;

    private OnnxDetector(InferenceSession session, ModelContract contract, int batchSize)
    {
        _session = session;
        _contract = contract;
        _batchSize = contract.Model.FixedBatch ?? batchSize;
    }

    public ModelDescription Model => _contract.Model;

    /// <summary>Layout of the output that is decoded.</summary>
    internal OutputFormat OutputFormat => _contract.OutputFormat;

    /// <exception cref="ModelException">
    /// The file is missing or damaged, is not a YOLO detector, or the execution provider is not to be had.
    /// </exception>
    public static OnnxDetector Load(string path, OnnxDetectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new OnnxDetectorOptions();
        var session = SessionFactory.Open(path, options);
        try
        {
            var contract = ModelInspector.Inspect(session, Path.GetFileName(path), options);
            if (HeadlessModel.TryOpen(path, session, contract, options) is var (headless, headlessContract))
            {
                session.Dispose();
                (session, contract) = (headless, headlessContract);
            }

            return new OnnxDetector(session, contract, options.BatchSize);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Objects of one image, most confident first.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <returns>A fresh list, boxes in pixels of the image.</returns>
    public IReadOnlyList<DetectedObject> Detect(Mat image, DetectionThresholds thresholds)
    {
        ImageGuard.ThrowIfNotBgr(image);
        var objects = Detect(ImagePixels.Of(image), thresholds);
        GC.KeepAlive(image);
        return objects;
    }

    /// <summary>Objects of one image, most confident first.</summary>
    /// <param name="image">Of any format and size.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <returns>A fresh list, boxes in pixels of the image.</returns>
    public IReadOnlyList<DetectedObject> Detect(ImagePixels image, DetectionThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var buffer = Take();
        try
        {
            IReadOnlyList<DetectedObject> objects = [];
            buffer.Resize(_contract.Model.FixedBatch ?? 1, _contract.Fit(image.Size).Target);
            buffer.Load(0, image);
            buffer.Run(_session, _runOptions, thresholds, new Span<IReadOnlyList<DetectedObject>>(ref objects));
            return objects;
        }
        finally
        {
            _idle.Enqueue(buffer);
        }
    }

    /// <summary>Objects of one image in a file's bytes, most confident first.</summary>
    /// <param name="encoded">JPEG, PNG or another format that OpenCV reads; turned upright as the file's EXIF data say.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <returns>A fresh list, boxes in pixels of the upright image.</returns>
    /// <exception cref="ArgumentException">The bytes are no image.</exception>
    public IReadOnlyList<DetectedObject> DetectEncoded(ReadOnlySpan<byte> encoded, DetectionThresholds thresholds)
    {
        using var image = encoded.IsEmpty ? new Mat() : Cv2.ImDecode(encoded, ImreadModes.Color);
        return image.Empty()
            ? throw new ArgumentException(
                FormattableString.Invariant($"The {encoded.Length} bytes are not an image that can be decoded (JPEG, PNG, BMP, WebP, TIFF)."),
                nameof(encoded))
            : Detect(image, thresholds);
    }

    /// <summary>
    /// Objects of several images, of any sizes, in as few runs as the model allows; images that follow one another share a run where the
    /// network sees them at the same size.
    /// </summary>
    /// <param name="images">BGR, 8 bits a channel.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <param name="cancellationToken">Looked at before every run.</param>
    /// <returns>A fresh list for each image, boxes in pixels of that image, most confident first.</returns>
    public IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(
        IReadOnlyList<Mat> images, DetectionThresholds thresholds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return DetectBatches(images.Count, SizeOf, Load, thresholds, cancellationToken);

        ImageSize SizeOf(int number)
        {
            ImageGuard.ThrowIfNotBgr(images[number]);
            return new ImageSize(images[number].Width, images[number].Height);
        }

        void Load(InferenceBuffer buffer, int slot, int number)
        {
            buffer.Load(slot, ImagePixels.Of(images[number]));
            GC.KeepAlive(images[number]);
        }
    }

    /// <summary>Objects of several images as video is coded, of any sizes, in as few runs as the model allows.</summary>
    /// <inheritdoc cref="Detect(IReadOnlyList{Mat}, DetectionThresholds, CancellationToken)"/>
    public IReadOnlyList<IReadOnlyList<DetectedObject>> DetectCoded(
        IReadOnlyList<Yuv420Image> images, DetectionThresholds thresholds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return DetectBatches(
            images.Count, number => images[number].Size, (buffer, slot, number) => buffer.Load(slot, images[number]), thresholds, cancellationToken);
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        while (_idle.TryDequeue(out var buffer))
        {
            buffer.Dispose();
        }

        _runOptions.Dispose();
        _session.Dispose();
    }

    private InferenceBuffer Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryDequeue(out var idle) ? idle : new InferenceBuffer(_contract);
    }

    private IReadOnlyList<DetectedObject>[] DetectBatches(
        int count,
        Func<int, ImageSize> sizeOf,
        Action<InferenceBuffer, int, int> load,
        DetectionThresholds thresholds,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var results = new IReadOnlyList<DetectedObject>[count];
        var buffer = Take();
        try
        {
            var images = 0;
            for (var start = 0; start < count; start += images)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var size = _contract.Fit(sizeOf(start)).Target;
                images = CountAlike(start, Math.Min(_batchSize, count - start), size, sizeOf);
                buffer.Resize(_contract.Model.FixedBatch ?? images, size);
                for (var slot = 0; slot < images; slot++)
                {
                    load(buffer, slot, start + slot);
                }

                buffer.Run(_session, _runOptions, thresholds, results.AsSpan(start, images));
            }
        }
        finally
        {
            _idle.Enqueue(buffer);
        }

        return results;
    }

    /// <summary>How many images from one on the network sees at its size.</summary>
    private int CountAlike(int start, int most, ImageSize size, Func<int, ImageSize> sizeOf)
    {
        var count = 1;
        while (count < most && _contract.Fit(sizeOf(start + count)).Target == size)
        {
            count++;
        }

        return count;
    }
}
