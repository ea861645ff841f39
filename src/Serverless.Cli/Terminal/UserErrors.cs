using System.CommandLine;
using System.CommandLine.Parsing;
using Serverless.Datasets;
using Serverless.Detection.Onnx;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Training;
using Serverless.Video;
using Spectre.Console;

namespace Serverless.Cli.Terminal;

/// <summary>Prints the mistakes of a user as a sentence, without a stack trace.</summary>
internal static class UserErrors
{
    private const int Failed = 1;
    private const int Cancelled = 130;

    /// <summary>Prints what is wrong with a command line, and only where to find help: the help itself would push it out of sight.</summary>
    public static int Report(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            WriteError(error.Message);
        }

        var commands = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command and { Parent: not null }; result = command.Parent)
        {
            commands.Push(command.Command.Name);
        }

        Console.Error.WriteLine($"'serverless {string.Join(' ', [.. commands, "--help"])}' says what can be given.");
        return Failed;
    }

    public static async Task<int> ReportAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return Cancelled;
        }
        catch (Exception exception) when (IsUserMistake(exception) || exception is IOException or UnauthorizedAccessException)
        {
            // A full disk, a folder that must not be written to: the system names the path and what is wrong with it.
            WriteError(exception.Message);
            return Failed;
        }
    }

    /// <summary>Whether the message alone tells what is wrong and what to do.</summary>
    public static bool IsUserMistake(Exception exception) => exception
        is PipelineException or DatasetException or VideoException or ModelException or TrainingException or AzuriteException
        or FileNotFoundException or DirectoryNotFoundException;

    /// <summary>Prints a message in red where people read it at once, and as one line where it goes to a file.</summary>
    public static void WriteError(string message)
    {
        var output = new AnsiConsoleOutput(Console.Error);
        if (output.IsTerminal)
        {
            AnsiConsole.Create(new AnsiConsoleSettings { Out = output }).MarkupLineInterpolated($"[red]{message}[/]");
        }
        else
        {
            Console.Error.WriteLine(message);
        }
    }
}
