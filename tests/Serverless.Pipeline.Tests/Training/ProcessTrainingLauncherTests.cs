using System.Diagnostics;
using System.Globalization;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class ProcessTrainingLauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_Job_IsAliveUntilStopped()
    {
        var launcher = Shell("exec sleep 600");
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.True(await launcher.IsAliveAsync(name, CancellationToken.None));
        await launcher.StopAsync(name, CancellationToken.None);
        Assert.False(await launcher.IsAliveAsync(name, CancellationToken.None));
        await launcher.StopAsync(name, CancellationToken.None);
    }

    [Fact]
    public async Task Start_Job_GetsRunAndSettings()
    {
        var output = _folder.File("arguments");
        var launcher = Shell("printf '%s' \"$0 $1 $2 $SETTING\" > \"$OUTPUT\"", ("OUTPUT", output), ("SETTING", "a b"));

        await EndAsync(await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None));

        Assert.Equal("train-job --run run-1 a b", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task IsAlive_JobThatEnded_IsFalse()
    {
        var launcher = Shell("exit 3");
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);

        await EndAsync(name);

        Assert.False(await launcher.IsAliveAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task Start_AttemptThatRuns_FindsItAgain()
    {
        // Its children have the same variables.
        var launcher = Shell("sleep 600; exit 0");
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);

        var again = await Shell("exit 3").StartAsync("run-1", attempt: 1, CancellationToken.None);
        var later = await launcher.StartAsync("run-1", attempt: 2, CancellationToken.None);
        var other = await launcher.StartAsync("run-2", attempt: 1, CancellationToken.None);
        var elsewhere = await Shell("sleep 600", ("AzureWebJobsStorage", "another")).StartAsync("run-1", attempt: 1, CancellationToken.None);

        Assert.Equal(IdOf(name), IdOf(again));
        Assert.True(await launcher.IsAliveAsync(again, CancellationToken.None));
        Assert.Equal(4, new[] { name, later, other, elsewhere }.Select(IdOf).Distinct().Count());
        foreach (var started in new[] { name, later, other, elsewhere })
        {
            await launcher.StopAsync(started, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Start_JobsThatEndAtOnce_AreStartedAllTheSame()
    {
        var launcher = new ProcessTrainingLauncher("/bin/true", [], new Dictionary<string, string>());
        for (var i = 0; i < 30; i++)
        {
            var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);

            await EndAsync(name);
            Assert.False(await launcher.IsAliveAsync(name, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Stop_JobWithChildren_EndsThemToo()
    {
        var pipe = _folder.File("pipe");
        using (var making = Process.Start("mkfifo", [pipe]))
        {
            await making.WaitForExitAsync();
        }

        // Every process of the job holds the pipe open: its end is the end of the last of them.
        var launcher = Shell("exec 3> \"$PIPE\"; sleep 600 & echo started >&3; wait", ("PIPE", pipe));
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);
        using var reader = new StreamReader(pipe);
        Assert.Equal("started", await reader.ReadLineAsync());
        var end = Task.Run(reader.ReadToEnd);

        await launcher.StopAsync(name, CancellationToken.None);

        Assert.Empty(await end.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task IsAlive_OtherProcessOfTheSameId_IsFalse()
    {
        var launcher = Shell("exec sleep 600");
        var name = await launcher.StartAsync("run-1", attempt: 1, CancellationToken.None);
        var started = DateTime.Parse(name.Split('@')[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        var earlier = string.Create(CultureInfo.InvariantCulture, $"{IdOf(name)}@{started.AddMinutes(-1):O}");

        Assert.False(await launcher.IsAliveAsync(earlier, CancellationToken.None));
        await launcher.StopAsync(earlier, CancellationToken.None);
        Assert.True(await launcher.IsAliveAsync(name, CancellationToken.None));
        await launcher.StopAsync(name, CancellationToken.None);
    }

    [Fact]
    public async Task IsAlive_UnknownId_IsFalse()
    {
        var launcher = Shell("exit 0");
        const string name = "2147483646@2026-01-02T03:04:05.0000000Z";

        Assert.False(await launcher.IsAliveAsync(name, CancellationToken.None));
        await launcher.StopAsync(name, CancellationToken.None);
    }

    [Fact]
    public async Task Start_MissingProgram_NamesTheSetting()
    {
        var launcher = new ProcessTrainingLauncher(_folder.File("nothing"), [], new Dictionary<string, string>());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => launcher.StartAsync("run-1", attempt: 1, CancellationToken.None));

        Assert.Contains(_folder.File("nothing"), exception.Message, StringComparison.Ordinal);
        Assert.Contains("correct the settings Training:Program and Training:Arguments", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatIsNoProgram_NamesTheSetting()
    {
        var path = _folder.File("text");
        await File.WriteAllTextAsync(path, "hello");
        var launcher = new ProcessTrainingLauncher(path, [], new Dictionary<string, string>());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => launcher.StartAsync("run-1", attempt: 1, CancellationToken.None));

        Assert.Contains("Training:Program", exception.Message, StringComparison.Ordinal);
    }

    private static ProcessTrainingLauncher Shell(string script, params (string Name, string Value)[] environment) =>
        new("/bin/sh", ["-c", script], environment.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static int IdOf(string name) => int.Parse(name.Split('@')[0], CultureInfo.InvariantCulture);

    private static async Task EndAsync(string name)
    {
        try
        {
            using var process = Process.GetProcessById(IdOf(name));
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
