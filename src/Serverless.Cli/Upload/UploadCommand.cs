using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Cli.Terminal;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;

namespace Serverless.Cli.Upload;

/// <summary><c>serverless upload</c>: puts a file where the app finds it: an archive of a data set, a video, an image.</summary>
internal static class UploadCommand
{
    private const string StorageSetting = "AzureWebJobsStorage";
    private const string LocalStorage = "UseDevelopmentStorage=true";
    private const double BytesOfAMegabyte = 1e6;
    private const int Retries = 2;

    /// <summary>The folders of the container <c>inbox</c>, and what the metadata of a blob there may say.</summary>
    private static readonly OrderedDictionary<string, string[]> s_fields = new()
    {
        ["datasets"] = ["classes", "options"],
        ["videos"] = ["model", "confidence", "everyNthFrame", "trails"],
        ["images"] = ["model", "confidence"],
    };

    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "What it is: datasets, videos or images." };
        kind.CompletionSources.Add([.. s_fields.Keys]);
        var file = new Argument<FileInfo>("file") { Description = "The archive, video or image." };
        var name = new Option<string?>("--name") { Description = "Its name in the inbox, with the extension. Default: that of the file." };
        var with = new Option<string[]>("--with")
        {
            Description = "What to do with it, as field=value: " + string.Join("; ", s_fields.Select(static known => $"{known.Key}: {string.Join(", ", known.Value)}")) + ".",
            AllowMultipleArgumentsPerToken = true,
        };
        var storage = new Option<string?>("--storage")
        {
            Description = $"Connection string of the storage account. Default: the variable {StorageSetting}, or {StorageSetting}__blobServiceUri; else that of 'serverless up'.",
        };
        var command = new Command("upload", "Uploads a data set, a video or an image, which the app takes up by itself.") { kind, file, name, with, storage };
        command.Validators.Add(result => RequireFields(result, result.GetValue(kind), result.GetValue(with) ?? []));
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(file)!,
            $"{parsed.GetValue(kind)}/{parsed.GetValue(name) ?? parsed.GetValue(file)!.Name}",
            (parsed.GetValue(with) ?? []).Select(Field).ToDictionary(),
            parsed.GetValue(storage),
            cancellationToken));
        return command;
    }

    /// <summary>Uploads a file, in the place of one that is there.</summary>
    /// <param name="storage">The storage account.</param>
    /// <param name="path">The file.</param>
    /// <param name="blobName">Its name in the container <c>inbox</c>.</param>
    /// <param name="fields">Blob metadata.</param>
    /// <param name="progress">Is given the bytes that are uploaded so far.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    /// <exception cref="PipelineException">The account cannot be reached, or refuses.</exception>
    public static async Task UploadAsync(
        PipelineStorage storage, string path, string blobName, IDictionary<string, string> fields, IProgress<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Inbox.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await storage.Inbox.GetBlobClient(blobName).UploadAsync(path, new BlobUploadOptions { Metadata = fields, ProgressHandler = progress }, cancellationToken);
        }
        catch (Exception exception) when (exception is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            var reason = (exception is AggregateException tries ? tries.InnerExceptions[0] : exception).Message.Split('\n')[0];
            throw new PipelineException(
                $"inbox/{blobName} could not be uploaded to {storage.Service.Uri}: {reason}. Start 'serverless up', or name the account by --storage or {StorageSetting}.", exception);
        }
    }

    private static async Task<int> RunAsync(
        FileInfo file, string blobName, Dictionary<string, string> fields, string? connectionString, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new PipelineException($"There is no file '{file.FullName}'.");
        }

        var storage = Open(connectionString);
        await Stage.RunAsync("Uploading", report => UploadAsync(
            storage,
            file.FullName,
            blobName,
            fields,
            new InlineProgress<long>(done => report(
                file.Length == 0 ? 1 : (double)done / file.Length,
                string.Create(CultureInfo.InvariantCulture, $"{done / BytesOfAMegabyte:F1} of {file.Length / BytesOfAMegabyte:F1} MB"))),
            cancellationToken));
        Console.WriteLine($"inbox/{blobName}");
        return 0;
    }

    private static PipelineStorage Open(string? connectionString)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = Retries;
        var isSet = Environment.GetEnvironmentVariable(StorageSetting) is { Length: > 0 } || Environment.GetEnvironmentVariable($"{StorageSetting}__blobServiceUri") is { Length: > 0 };
        return connectionString is not null || !isSet
            ? PipelineStorage.Open(_ => connectionString ?? LocalStorage, "--storage", options)
            : PipelineStorage.Open(Environment.GetEnvironmentVariable, StorageSetting, options);
    }

    // What the app does not know it would pass over in silence.
    private static void RequireFields(CommandResult result, string? kind, string[] fields)
    {
        if (!s_fields.TryGetValue(kind ?? string.Empty, out var known))
        {
            result.AddError($"'{kind}' is nothing that can be uploaded: use {string.Join(", ", s_fields.Keys)}.");
            return;
        }

        foreach (var twice in fields.Select(static field => Field(field).Name).GroupBy(static name => name).Where(static group => group.Count() > 1))
        {
            result.AddError($"'{twice.Key}' is given twice.");
        }

        foreach (var field in fields)
        {
            var (name, value) = Field(field);
            if (!known.Contains(name))
            {
                result.AddError($"'{field}' is nothing to do with what is uploaded to {kind}: use {string.Join(", ", known.Select(static one => $"{one}=…"))}.");
            }
            else if (value.Length == 0)
            {
                result.AddError($"'{field}' has no value: write {name}=….");
            }
            else if (!value.All(char.IsAscii))
            {
                result.AddError($"'{field}' has letters beyond ASCII, which blob metadata cannot hold: upload without it, and say it in a request to the app.");
            }
        }
    }

    private static (string Name, string Value) Field(string field)
    {
        var parts = field.Split('=', 2);
        return (parts[0], parts.ElementAtOrDefault(1) ?? string.Empty);
    }
}
