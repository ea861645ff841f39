using System.IO.Compression;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Serverless.Cli.Terminal;
using Serverless.Detection;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>The export job: makes a file of a version's weights and puts it beside them. A failure becomes a result that says why.</summary>
internal sealed partial class ModelExportJob(PipelineStorage storage, TimeProvider time, ILogger logger)
{
    private const string NcnnFolder = "model_ncnn_model";

    private readonly RunStore _runs = new(storage);
    private readonly ModelRegistry _models = new(storage);

    /// <summary>Carries out an export in a folder of its own. Returns whether it succeeded.</summary>
    public async Task<bool> RunAsync(ModelExport export, string parentFolder, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = new TemporaryFolder(parentFolder);
            var difference = await ExportAsync(export, folder.Path, cancellationToken);
            await _runs.TryWriteExportResultAsync(export.Id, new ExportResult(difference, Error: null), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !StorageOutage.Is(exception))
        {
            LogFailed(logger, exception, export.Id);
            var error = UserErrors.IsUserMistake(exception) ? exception.Message : $"The export job failed: {exception.GetType().Name}: {exception.Message}";
            await _runs.TryWriteExportResultAsync(export.Id, new ExportResult(Difference: null, error), cancellationToken);
            return false;
        }
    }

    private async Task<double> ExportAsync(ModelExport export, string folder, CancellationToken cancellationToken)
    {
        var format = ModelFormat.Parse(export.Format);
        var card = await _models.ResolveAsync(new ModelReference(export.Model, export.Version), cancellationToken);
        var weights = Path.Combine(folder, ModelRegistry.WeightsFile);
        await _models.WeightsOf(card).DownloadToAsync(weights, cancellationToken);
        var output = Path.Combine(folder, format.File);
        var difference = Write(format, weights, output, folder);
        await PublishAsync(card, format, output, cancellationToken);
        return difference;
    }

    private double Write(ModelFormat format, string weights, string output, string folder)
    {
        if (format.Name is ModelFormat.Ncnn or ModelFormat.NcnnHalf)
        {
            var model = Path.Combine(folder, NcnnFolder);
            var difference = NcnnExporter.Export(weights, model, new NcnnExportOptions { HalfPrecision = format.Name == ModelFormat.NcnnHalf }, time);
            ZipFile.CreateFromDirectory(model, output, CompressionLevel.Fastest, includeBaseDirectory: true);
            return difference;
        }

        var options = new OnnxExportOptions
        {
            HalfPrecision = format.Name == ModelFormat.OnnxHalf,
            DynamicSize = format.Name == ModelFormat.OnnxDynamic,
            Suppression = format.Name == ModelFormat.OnnxSuppressed ? new DetectionThresholds() : null,
            Features = format.Name != ModelFormat.OnnxPortable,
        };
        return OnnxExporter.Export(weights, output, options, time);
    }

    private async Task PublishAsync(ModelCard card, ModelFormat format, string file, CancellationToken cancellationToken)
    {
        try
        {
            var once = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await _models.FileOf(card, format.File).UploadAsync(file, once, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Another job was first, with the same file.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Export {Id} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string id);
}
