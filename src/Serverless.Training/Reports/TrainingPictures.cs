using Microsoft.Extensions.Logging;
using Serverless.Training.Loading;

namespace Serverless.Training.Reports;

/// <summary>
/// Draws what the network is shown: <c>train_batch0.png</c> to <c>train_batch2.png</c> from the first epoch, and as many from the first epoch
/// without mosaic, numbered by their place in the training.
/// </summary>
/// <param name="names">Of the classes.</param>
/// <param name="withoutMosaic">The first epoch without mosaic, from 0.</param>
internal sealed class TrainingPictures(string folder, IReadOnlyList<string> names, int withoutMosaic, ILogger logger)
{
    private const int DrawnBatches = 3;

    /// <summary>The same batches, drawn as they pass where the epoch is one of those.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="first">Place of the first of the batches in the epoch.</param>
    /// <param name="perEpoch">Batches of an epoch.</param>
    public IEnumerable<ImageBatch> Of(IEnumerable<ImageBatch> batches, int epoch, int first, int perEpoch)
    {
        var drawn = epoch == 0 || epoch == withoutMosaic ? DrawnBatches : 0;
        var place = first;
        foreach (var batch in batches)
        {
            if (place < drawn)
            {
                Draw(batch, (epoch * perEpoch) + place);
            }

            place++;
            yield return batch;
        }
    }

    // A picture is no reason to stop; where the disk is full the checkpoint will say so.
    private void Draw(ImageBatch batch, int number)
    {
        try
        {
            BatchPicture.Write(batch, names, Path.Combine(folder, FormattableString.Invariant($"train_batch{number}.png")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TrainingLog.PictureLeftOut(logger, exception.Message);
        }
    }
}
