using System.CommandLine;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;

namespace Serverless.Cli.Remote;

/// <summary>What <c>serverless remote</c> does with data sets: <c>ingest</c>, <c>merge</c>, <c>subset</c>, <c>report</c>.</summary>
internal static class RemoteDatasetCommands
{
    public static Command Ingest()
    {
        var kaggle = new Option<string?>("--kaggle") { Description = "A data set on Kaggle: owner/slug, or owner/slug/versions/3." };
        var blob = new Option<string?>("--blob") { Description = "An archive in the container inbox, such as datasets/roads.zip." };
        var name = new Option<string?>("--name") { Description = "Name of the data set. Default: that of the archive." };
        var classes = new Option<string[]>("--classes") { Description = "Class names by id. Default: those of the archive.", AllowMultipleArgumentsPerToken = true };
        var options = new Option<string?>("--options") { Description = "How it is taken in, as JSON: {\"format\": \"voc\", \"quality\": {\"minBoxPixels\": 4, \"smallBoxes\": \"drop\"}}." };
        var noWait = NoWait();
        var command = new Command("ingest", "Makes a data set version of an archive on Kaggle or in the inbox.") { kaggle, blob, name, classes, options, noWait };
        command.SetAction((parsed, cancellationToken) => StartAsync(
            parsed,
            "Ingestion",
            "/api/datasets",
            new
            {
                kaggle = parsed.GetValue(kaggle),
                blob = parsed.GetValue(blob),
                name = parsed.GetValue(name),
                classNames = parsed.GetValue(classes) is { Length: > 0 } names ? names : null,
                options = parsed.GetValue(options) is { } json ? IngestionChoices.Parse(json, "--options") : null,
            },
            noWait,
            cancellationToken));
        return command;
    }

    public static Command Merge()
    {
        var name = new Argument<string>("name") { Description = "Name of the data set that gets a new version." };
        var versions = new Argument<string[]>("versions") { Description = "What to merge: roads/v2, or roads for its newest version.", Arity = ArgumentArity.OneOrMore };
        var classes = new Option<string[]>("--class") { Description = "A class to rename, old=new, or to leave out, old=. May be given several times." };
        var noWait = NoWait();
        var command = new Command("merge", "Makes a data set version out of several.") { name, versions, classes, noWait };
        command.SetAction((parsed, cancellationToken) => StartAsync(
            parsed,
            "Merge",
            $"/api/datasets/{Uri.EscapeDataString(parsed.GetValue(name)!)}/merge",
            new { versions = parsed.GetValue(versions), classes = (parsed.GetValue(classes) ?? []).ToDictionary(OldName, NewName) },
            noWait,
            cancellationToken));
        return command;
    }

    public static Command Subset()
    {
        var name = new Argument<string>("name") { Description = "Name of the data set that gets a new version." };
        var version = new Argument<string>("version") { Description = "What to take from: roads/v2, or roads for its newest version." };
        var split = new Option<string?>("--split") { Description = "train, validation or test." };
        var classes = new Option<string[]>("--classes") { Description = "Only images with a box of these classes, and only these boxes.", AllowMultipleArgumentsPerToken = true };
        var images = new Option<string[]>("--images") { Description = "Only these images, by name or by path in the upload.", AllowMultipleArgumentsPerToken = true };
        var noWait = NoWait();
        var command = new Command("subset", "Makes a data set version out of a part of one.") { name, version, split, classes, images, noWait };
        command.SetAction((parsed, cancellationToken) => StartAsync(
            parsed,
            "Subset",
            $"/api/datasets/{Uri.EscapeDataString(parsed.GetValue(name)!)}/subset",
            new
            {
                version = parsed.GetValue(version),
                split = parsed.GetValue(split),
                classes = parsed.GetValue(classes) is { Length: > 0 } some ? some : null,
                images = parsed.GetValue(images) is { Length: > 0 } few ? few : null,
            },
            noWait,
            cancellationToken));
        return command;
    }

    public static Command Report()
    {
        var version = new Argument<string>("version") { Description = "A data set version such as roads/v2." };
        var file = new Option<string>("--file") { Description = "report.html, report.json or manifest.json.", DefaultValueFactory = _ => DatasetCatalog.ReportPage };
        var output = new Option<FileInfo?>("--output") { Description = "The file to write. Default: its name." };
        var command = new Command("report", "Fetches the report of a data set version.") { version, file, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var reference = DatasetReference.Parse(parsed.GetValue(version)!);
            var number = reference.Version ?? throw new PipelineException($"Which version of '{reference.Name}'? Write it like {reference.Name}/v1.");
            var address = FormattableString.Invariant($"/api/datasets/{Uri.EscapeDataString(reference.Name)}/v{number}/{Uri.EscapeDataString(parsed.GetValue(file)!)}");
            return RemoteFileCommands.DownloadAsync(parsed, address, parsed.GetValue(output), cancellationToken);
        });
        return command;
    }

    private static Option<bool> NoWait() => new("--no-wait") { Description = "Ends once the work has been taken on." };

    private static async Task StartAsync(
        ParseResult parsed, string title, string path, object body, Option<bool> noWait, CancellationToken cancellationToken)
    {
        using var app = RemoteOptions.Open(parsed);
        var links = await app.PostAsync(path, body, cancellationToken);
        await RemoteCommand.FollowAsync(app, title, links, !parsed.GetValue(noWait), cancellationToken);
    }

    private static string OldName(string rule) => rule.IndexOf('=', StringComparison.Ordinal) is > 0 and var end
        ? rule[..end]
        : throw new PipelineException($"'{rule}' is no rule for a class: write old=new, or old= to leave its boxes out.");

    private static string? NewName(string rule) => rule[(rule.IndexOf('=', StringComparison.Ordinal) + 1)..] is { Length: > 0 } name ? name : null;
}
