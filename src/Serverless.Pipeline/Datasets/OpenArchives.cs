namespace Serverless.Pipeline.Datasets;

/// <summary>
/// Keeps the archives of ingestions open from one batch to the next: the directory of a large one takes as long to read as some
/// hundred of its images. A few are kept, those used last; without them, whoever needs an archive opens it anew.
/// </summary>
internal sealed class OpenArchives
{
    // For as many batches at a time; each has its read buffer and a directory.
    private const int Most = 4;

    private readonly Lock _lock = new();
    private readonly List<OpenArchive> _archives = [];

    /// <summary>Takes an archive of the job out; <c>null</c> where none is kept.</summary>
    public OpenArchive? Take(IngestionJob job)
    {
        lock (_lock)
        {
            var found = _archives.FindLast(archive => IsOf(archive, job));
            if (found is not null)
            {
                _archives.Remove(found);
            }

            return found;
        }
    }

    /// <summary>Keeps an archive for the next one of its job.</summary>
    public async ValueTask KeepAsync(OpenArchive archive)
    {
        OpenArchive? oldest = null;
        lock (_lock)
        {
            _archives.Add(archive);
            if (_archives.Count > Most)
            {
                oldest = _archives[0];
                _archives.RemoveAt(0);
            }
        }

        if (oldest is not null)
        {
            await oldest.DisposeAsync();
        }
    }

    /// <summary>Closes all archives of a job.</summary>
    public async ValueTask CloseAsync(IngestionJob job)
    {
        while (Take(job) is { } archive)
        {
            await archive.DisposeAsync();
        }
    }

    // The same upload is meant, byte for byte, even if a job is run again under its id.
    private static bool IsOf(OpenArchive archive, IngestionJob job) =>
        archive.Job.Id == job.Id && archive.Job.Request.BlobName == job.Request.BlobName && archive.Job.Request.ETag == job.Request.ETag;
}
