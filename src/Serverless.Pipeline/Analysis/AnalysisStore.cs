using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Serverless.Detection;
using Serverless.Pipeline.Storage;
using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>What analyses keep in the container <c>results</c>; see <see cref="AnalysisFiles"/> for where.</summary>
public sealed class AnalysisStore(PipelineStorage storage)
{
    public const string DetectionsType = "application/x-ndjson";
    public const string VideoType = "video/mp4";
    public const string CropType = "image/jpeg";
    public const string TracksType = "text/csv; charset=utf-8";

    private const int UploadsAtATime = 8;

    /// <summary>Writes a plan; <see cref="AnalysisPlan"/> last, so that what it counts is there.</summary>
    public async Task WritePlanAsync(string folder, AnalysisPlan plan, VideoPlan video, CancellationToken cancellationToken)
    {
        await WriteChunksAsync(AnalysisFiles.Video(folder), chunk => AnalysisFiles.ChunkPlan(folder, chunk), video, cancellationToken);
        await storage.Results.WriteJsonAsync(AnalysisFiles.Plan(folder), plan, cancellationToken);
    }

    /// <summary>Writes which chunks are drawn.</summary>
    public Task WriteDrawnAsync(string folder, VideoPlan drawn, CancellationToken cancellationToken) =>
        WriteChunksAsync(AnalysisFiles.Drawn(folder), chunk => AnalysisFiles.DrawnChunk(folder, chunk), drawn, cancellationToken);

    public Task<AnalysisPlan> ReadPlanAsync(string folder, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<AnalysisPlan>(AnalysisFiles.Plan(folder), cancellationToken);

    public Task<VideoPlan> ReadVideoAsync(string folder, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<VideoPlan>(AnalysisFiles.Video(folder), cancellationToken);

    public Task<ChunkPlan> ReadChunkAsync(string folder, int chunk, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<ChunkPlan>(AnalysisFiles.ChunkPlan(folder, chunk), cancellationToken);

    public Task<VideoPlan> ReadDrawnAsync(string folder, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<VideoPlan>(AnalysisFiles.Drawn(folder), cancellationToken);

    public Task<ChunkPlan> ReadDrawnChunkAsync(string folder, int chunk, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<ChunkPlan>(AnalysisFiles.DrawnChunk(folder, chunk), cancellationToken);

    /// <summary>Which objects are shown as pictures, <see cref="BestObjects.Maximum"/> at most.</summary>
    public Task<IReadOnlyList<BestObject>> ReadObjectsAsync(string folder, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<IReadOnlyList<BestObject>>(AnalysisFiles.Objects(folder), cancellationToken);

    /// <summary>Which upload a finished analysis is of.</summary>
    public Task<VideoUpload> ReadSourceAsync(string id, CancellationToken cancellationToken) =>
        storage.Results.ReadJsonAsync<VideoUpload>(AnalysisFiles.Source(id), cancellationToken);

    /// <summary>The index of the video of a finished analysis; <c>null</c> where it kept none.</summary>
    public Task<VideoIndex?> FindIndexAsync(string id, CancellationToken cancellationToken) =>
        storage.Results.FindJsonAsync<VideoIndex>(AnalysisFiles.Index(id), cancellationToken);

    /// <summary>The summary of a finished analysis or rendering; <c>null</c> where there is none.</summary>
    public Task<AnalysisSummary?> FindSummaryAsync(string folder, CancellationToken cancellationToken) =>
        storage.Results.FindJsonAsync<AnalysisSummary>(AnalysisFiles.Summary(folder), cancellationToken);

    /// <summary>Summaries of the finished analyses, in the order of their ids.</summary>
    public async Task<IReadOnlyList<AnalysisSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var summaries = new List<AnalysisSummary>();
        foreach (var id in await storage.Results.ListFoldersAsync(string.Empty, cancellationToken))
        {
            // Analyses of images have a summary of their own kind.
            if (id.StartsWith("analyze-", StringComparison.Ordinal) && await FindSummaryAsync(id, cancellationToken) is { } summary)
            {
                summaries.Add(summary);
            }
        }

        return summaries;
    }

    /// <summary>Summaries of an analysis at other confidences, in the order of their folders.</summary>
    public async Task<IReadOnlyList<AnalysisSummary>> ListRendersAsync(string id, CancellationToken cancellationToken)
    {
        var prefix = AnalysisFiles.Renders(id);
        var summaries = new List<AnalysisSummary>();
        foreach (var confidence in await storage.Results.ListFoldersAsync(prefix, cancellationToken))
        {
            if (await FindSummaryAsync(prefix + confidence, cancellationToken) is { } summary)
            {
                summaries.Add(summary);
            }
        }

        return summaries;
    }

    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) =>
        await storage.Results.GetBlobClient(path).ExistsAsync(cancellationToken);

    /// <summary>Reads a detections file line by line.</summary>
    /// <exception cref="PipelineException">It is missing or damaged.</exception>
    public async IAsyncEnumerable<FrameDetections> ReadDetectionsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(path, cancellationToken);
        await foreach (var frame in DetectionsFile.ReadAsync(stream).WithCancellation(cancellationToken))
        {
            yield return frame;
        }
    }

    /// <summary>Reads line by line what is drawn into the frames of a chunk.</summary>
    /// <exception cref="PipelineException">It is missing or damaged.</exception>
    public async IAsyncEnumerable<DrawnFrame> ReadDrawingAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(path, cancellationToken);
        await foreach (var frame in DrawingFile.ReadAsync(stream).WithCancellation(cancellationToken))
        {
            yield return frame;
        }
    }

    /// <summary>Serves a video for as long as the server is there.</summary>
    public VideoSource ServeVideo(BlobRangeServer server, string path)
    {
        var blob = storage.Results.GetBlobClient(path);
        return VideoSource.Served(server.Add(blob, etag: null), $"{blob.BlobContainerName}/{blob.Name}");
    }

    public async Task DownloadAsync(string path, string file, CancellationToken cancellationToken) =>
        await storage.Results.GetBlobClient(path).DownloadToAsync(file, cancellationToken);

    public Task UploadAsync(string path, string file, string contentType, CancellationToken cancellationToken) =>
        storage.Results.GetBlobClient(path).UploadAsync(file, Headers(contentType), cancellationToken);

    public Task UploadAsync(string path, BinaryData content, string contentType, CancellationToken cancellationToken) =>
        storage.Results.GetBlobClient(path).UploadAsync(content, Headers(contentType), cancellationToken);

    public Task WriteJsonAsync<T>(string path, T record, CancellationToken cancellationToken) =>
        storage.Results.WriteJsonAsync(path, record, cancellationToken);

    public Task DeleteAsync(string prefix, CancellationToken cancellationToken) => storage.Results.DeleteFolderAsync(prefix, cancellationToken);

    private async Task WriteChunksAsync(string path, Func<int, string> chunkPath, VideoPlan video, CancellationToken cancellationToken)
    {
        await storage.Results.WriteJsonAsync(path, video, cancellationToken);
        await Parallel.ForEachAsync(
            video.Chunks,
            new ParallelOptions { MaxDegreeOfParallelism = UploadsAtATime, CancellationToken = cancellationToken },
            async (chunk, stop) => await storage.Results.WriteJsonAsync(chunkPath(chunk.Number), new ChunkPlan(chunk, video.Index.Slice(chunk)), stop));
    }

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.Results.GetBlobClient(path).OpenReadAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new PipelineException($"{storage.Results.Name}/{path} is missing from the storage account.", exception);
        }
    }

    private static BlobUploadOptions Headers(string contentType) => new() { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } };
}
