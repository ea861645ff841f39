using OpenCvSharp;
using Serverless.Training;
using Serverless.Training.Loading;

namespace Serverless.Benchmarks.Training;

/// <summary>Processor time that the loader takes for a training image: mosaic, affine, HSV and flip from the memory cache, one worker.</summary>
internal static class LoaderBenchmark
{
    private const int Sources = 64;
    private const int Epochs = 6;
    private const int BatchSize = 8;

    public static void Run(Figures figures, CancellationToken cancellationToken)
    {
        Cv2.SetNumThreads(1);
        var sources = Enumerable.Range(0, Sources).Select(Source).ToList();
        foreach (var size in new[] { 320, 640 })
        {
            using var store = new ImageStore(sources, size, cacheBytes: long.MaxValue);
            var loader = new BatchLoader(store, BatchSize, workers: 1);
            loader.Warm(static _ => { }, cancellationToken);
            var samples = Enumerable.Range(0, Epochs).Select(epoch => MillisecondsAnImage(loader, epoch, cancellationToken)).ToList();
            figures.Add($"mosaic_{size}_ms", Figures.Median(samples));
            figures.Add($"loader_{size}_images_per_s_core", 1000 / Figures.Median(samples));
        }
    }

    private static SourceImage Source(int index)
    {
        using var picture = new Mat(640, 640, MatType.CV_8UC3);
        new RNG((ulong)index + 1).Fill(picture, DistributionType.Uniform, new Scalar(0), new Scalar(255));
        Cv2.GaussianBlur(picture, picture, new Size(31, 31), 0);
        var bytes = picture.ImEncode(".jpg");
        return new SourceImage($"{index}.jpg", [new(0, 0.4f, 0.4f, 0.3f, 0.3f)], () => bytes);
    }

    // Of the whole process, in which nothing else runs: wall time would measure the neighbours.
    private static double MillisecondsAnImage(BatchLoader loader, int epoch, CancellationToken cancellationToken)
    {
        var start = Environment.CpuUsage.TotalTime;
        var images = loader.Training(new AugmentationOptions(), mosaic: true, seed: 0, epoch, cancellationToken).Sum(static batch => batch.Count);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / images;
    }
}
