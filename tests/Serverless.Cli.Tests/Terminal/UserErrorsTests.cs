using Serverless.Cli.Terminal;
using Serverless.Pipeline;

namespace Serverless.Cli.Tests.Terminal;

[Collection(nameof(Console))]
public sealed class UserErrorsTests
{
    [Fact]
    public async Task Report_ToAFile_IsOneLineHoweverLong()
    {
        var message = $"There is no {string.Concat(Enumerable.Repeat("/a folder", 30))}.";

        Assert.Contains(message, await ErrorsOfAsync(new PipelineException(message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_FolderThatCannotBeMade_NamesItWithoutAStackTrace()
    {
        var file = Path.GetTempFileName();
        try
        {
            var errors = await ErrorsOfAsync(() => Directory.CreateDirectory(file));

            Assert.Contains(file, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<string> ErrorsOfAsync(Exception exception) => ErrorsOfAsync(() => throw exception);

    private static async Task<string> ErrorsOfAsync(Action command)
    {
        var before = Console.Error;
        using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            Assert.Equal(1, await UserErrors.ReportAsync(() =>
            {
                command();
                return Task.FromResult(0);
            }));
        }
        finally
        {
            Console.SetError(before);
        }

        return errors.ToString();
    }
}
