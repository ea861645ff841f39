using Serverless.Training.Loading;

namespace Serverless.Training.Reports;

/// <summary>
/// Draws what the network is shown: <c>train_batch0.png</c> to <c>train_batch2.png</c> from the first epoch, and as many from the first epoch
/// without mosaic, numbered by their place in the training.
/// </summary>
internal sealed class TrainingPictures(string folder, IReadOnlyList<string> names, int closeMosaicAt)
{
    private const int DrawnBatches = 3;

    /// <summary>The same batches, drawn as they pass where the epoch is one of those.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="first">Place of the first of the batches in the epoch.</param>
    /// <param name="perEpoch">Batches of an epoch.</param>
    public IEnumerable<ImageBatch> Of(IEnumerable<ImageBatch> batches, int epoch, int first, int perEpoch)
    {
        var drawn = epoch == 0 || epoch == closeMosaicAt ? DrawnBatches : 0;
        var place = first;
        foreach (var batch in batches)
        {
            if (place < drawn)
            {
                BatchPicture.Write(batch, names, Path.Combine(folder, FormattableString.Invariant($"train_batch{(epoch * perEpoch) + place}.png")));
            }

            place++;
            yield return batch;
        }
    }
}
