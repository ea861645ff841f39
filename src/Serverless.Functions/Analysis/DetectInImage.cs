using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.Http;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Analysis;

/// <summary>
/// <c>POST /api/detect?model=pothole/v2&amp;confidence=0.25</c> with an image as its body answers what is in it as JSON, or the
/// annotated picture where <c>Accept: image/jpeg</c> asks for that.
/// </summary>
public sealed class DetectInImage(VideoAnalysis analysis, ModelRegistry models)
{
    private const int MaximumBytes = 32 << 20;
    private const string Jpeg = "image/jpeg";

    [Function(nameof(DetectInImage))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "detect")] HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var confidence = AnalysisRequest.ParseConfidence(Query(request, "confidence"));
            var card = await analysis.ResolveModelAsync(Query(request, "model"), cancellationToken);
            var image = await ReadAsync(request, cancellationToken);
            var network = await models.ChooseNetworkFileAsync(card, cancellationToken);
            using var lease = await analysis.RentDetectorAsync(card, network, cancellationToken);
            var draw = request.Headers.Accept.Any(accept => accept?.Contains(Jpeg, StringComparison.OrdinalIgnoreCase) == true);
            var (found, annotated) = new ImageDetector(lease.Detector, card.Classes, confidence).Detect(image, "The body", draw);
            return annotated is null
                ? new OkObjectResult(new DetectInImageAnswer(
                    string.Create(CultureInfo.InvariantCulture, $"{card.Name}/v{card.Version}"), confidence, found.Width, found.Height, found.Objects))
                : new FileContentResult(annotated, Jpeg);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private static string? Query(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            throw new PipelineException("The body is a form: send the image alone, as with curl --data-binary @road.jpg.");
        }

        var image = await RequestBody.ReadBytesAsync(request, MaximumBytes, "make the image smaller, or upload it to inbox/images", cancellationToken);
        return image.Length > 0 ? image : throw new PipelineException("The body is empty: send an image, as with curl --data-binary @road.jpg.");
    }
}
