using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Mvc;

namespace Serverless.Functions.Http;

/// <summary>Answers with a blob, as it comes from storage.</summary>
internal static class BlobAnswer
{
    /// <summary>Null where the blob does not exist, or its name is none.</summary>
    public static async Task<IActionResult?> StreamAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var download = (await blob.DownloadStreamingAsync(new BlobDownloadOptions(), cancellationToken)).Value;
            return new FileStreamResult(download.Content, ContentTypeOf(blob.Name, download.Details.ContentType));
        }
        catch (RequestFailedException exception) when (exception.Status is 400 or 404)
        {
            return null;
        }
    }

    /// <summary>Whether a part of an address can only be the name of one file or folder: a path could lead out of where it belongs.</summary>
    public static bool IsPlainName(string name) => name is not ("" or "." or "..") && !name.AsSpan().ContainsAny('/', '\\', '%');

    private static string ContentTypeOf(string name, string stored) => Path.GetExtension(name) switch
    {
        ".json" => "application/json",
        ".html" => "text/html; charset=utf-8",
        ".csv" => "text/csv; charset=utf-8",
        ".png" => "image/png",
        ".jpg" => "image/jpeg",
        _ => string.IsNullOrEmpty(stored) ? "application/octet-stream" : stored,
    };
}
