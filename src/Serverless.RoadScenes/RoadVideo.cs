using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Painting;
using Serverless.RoadScenes.Sound;
using Serverless.Video;

namespace Serverless.RoadScenes;

/// <summary>Generates a road video (H.264 in MP4) with the truth of every frame beside it.</summary>
public static class RoadVideo
{
    private const int Quality = 20;

    /// <summary>Writes <paramref name="path"/> and, beside it, <c>{name}.truth.json</c> (see <see cref="RoadVideoTruth"/>).</summary>
    /// <param name="path">The mp4 to write; replaced where it exists.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="progress">Receives the number of frames written so far.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or size is out of range.</exception>
    /// <exception cref="VideoException">ffmpeg is not installed, or gave up.</exception>
    public static async Task WriteAsync(string path, RoadVideoOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var sound = options.Sound ? path + ".wav" : null;
        try
        {
            if (sound is not null)
            {
                await DrivingSound.WriteAsync(sound, options.Frames / (double)options.FramesPerSecond, options.Seed, cancellationToken).ConfigureAwait(false);
            }

            var (frames, identities) = await WriteFramesAsync(path, options, sound, progress, cancellationToken).ConfigureAwait(false);
            var truth = new RoadVideoTruth(options.View, options.Width, options.Height, options.FramesPerSecond, frames, identities);
            await truth.SaveAsync(RoadVideoTruth.PathFor(path), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (sound is not null)
            {
                File.Delete(sound);
            }
        }
    }

    private static async Task<(List<IReadOnlyList<float[]>> Boxes, List<IReadOnlyList<int>> Identities)> WriteFramesAsync(string path, RoadVideoOptions options, string? sound, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var (boxes, identities) = (new List<IReadOnlyList<float[]>>(), new List<IReadOnlyList<int>>());
        using var painter = new ScenePainter(ShotComposer.Video(options), options.Seed);
        var encoding = new H264Options { Crf = Quality, SoundPath = sound };
        await using var writer = FrameWriter.Open(path, options.Width, options.Height, FrameTiming.Constant(options.FramesPerSecond), encoding);
        for (var frame = 0; frame < options.Frames; frame++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scene = painter.Paint(frame / (double)options.FramesPerSecond, frame);
            await writer.WriteAsync(scene.Image, cancellationToken).ConfigureAwait(false);
            boxes.Add([.. scene.Potholes.Select(RoadVideoTruth.ToArray)]);
            identities.Add(scene.Identities);
            progress?.Report(frame + 1);
        }

        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return (boxes, identities);
    }
}
