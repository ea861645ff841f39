using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.LocalHost.CrashApp;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Storage;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Crashes;

/// <summary>
/// The host, its storage account or both are killed (SIGKILL) at a random moment and started again. What the account has
/// answered is on its disk, or in the kernel's hands; a machine that loses power is not tested.
/// </summary>
public sealed class CrashTests
{
    /// <summary>The undisturbed run takes about as long.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1.2);

    public enum Victim
    {
        Host,
        Account,
        Both,
    }

    [Theory]
    [InlineData(Victim.Host, 2)]
    [InlineData(Victim.Account, 1)]
    [InlineData(Victim.Both, 1)]
    public Task Everything_KilledOnceOrTwice_EndsAsIfUndisturbed(Victim victim, int times) => RunAsync(victim, times, seed: 1);

    [Theory]
    [InlineData(Victim.Host)]
    [InlineData(Victim.Account)]
    [InlineData(Victim.Both)]
    [Trait("Category", "Long")]
    public Task Everything_KilledFiftyTimes_EndsAsIfUndisturbed(Victim victim) => RunAsync(victim, 50, seed: 2);

    [Fact]
    public async Task Host_AskedToEndInTheMiddle_EndsCleanlyAndGoesOnLater()
    {
        using var folder = new TemporaryFolder();
        await using var account = await DiskAccount.StartAsync(folder.Path);
        var runLog = Path.Combine(folder.Path, "runs.log");
        await using (var first = CrashAppProcess.Start(account.ConnectionString, "Clean", runLog))
        {
            Assert.True(await first.PostAsync("api/start/one"));

            Assert.Equal(0, await first.TerminateAsync());
        }

        await using var second = CrashAppProcess.Start(account.ConnectionString, "Clean", runLog);
        Assert.True(await second.PostAsync("api/sign/one"));

        Assert.Equal($"Completed: {CrashFunctions.Result}", await second.EndOfAsync("one"));
        Assert.Equal(0, await second.TerminateAsync());
    }

    private static async Task RunAsync(Victim victim, int times, int seed)
    {
        using var folder = new TemporaryFolder();
        await using var account = await DiskAccount.StartAsync(folder.Path);
        var container = new BlobContainerClient(account.ConnectionString, "crash");
        await container.CreateAsync();
        var random = new Random(seed);
        for (var run = 0; run < times; run++)
        {
            // One in four while the host starts; without an account, it does not, and says so.
            var isStarting = random.Next(4) == 0 && victim != Victim.Account;
            await RunAsync(new Scene(account, folder.Path, $"Run{run}", container), victim, isStarting, random.NextDouble() * LastMoment);
        }
    }

    private static async Task RunAsync(Scene scene, Victim victim, bool isStarting, TimeSpan moment)
    {
        var uploaded = $"{scene.Hub}-uploaded";
        var requested = $"{scene.Hub}-requested";
        await scene.Container.UploadBlobAsync(uploaded, BinaryData.FromString("content"));
        var app = scene.StartApp();
        try
        {
            var starting = app.PostAsync($"api/start/{requested}");
            await (isStarting ? Task.CompletedTask : app.WhenListening());
            await Task.Delay(moment);
            if (victim != Victim.Account)
            {
                app.Kill();
                await app.WhenEnded();
            }

            if (victim != Victim.Host)
            {
                await scene.Account.KillAndRestartAsync();
            }

            var wasAccepted = await starting;
            var completed = victim == Victim.Account ? [] : await scene.CompletedAsync([uploaded, requested]);
            if (victim != Victim.Account)
            {
                await app.DisposeAsync();
                app = scene.StartApp();
            }

            if (!wasAccepted)
            {
                Assert.True(await app.PostAsync($"api/start/{requested}"), app.Output);
            }

            await FinishAsync(app, uploaded, requested, moment);
            scene.AssertRuns([uploaded, requested], completed);
            Assert.True(await app.TerminateAsync() == 0, app.Output);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static async Task FinishAsync(CrashAppProcess app, string uploaded, string requested, TimeSpan moment)
    {
        foreach (var id in new[] { uploaded, requested })
        {
            // The blob's orchestration is there once its trigger has looked; an event before that would be dropped.
            await app.UntilKnownAsync(id);
            Assert.True(await app.PostAsync($"api/sign/{id}"), app.Output);
            var end = await app.EndOfAsync(id);
            Assert.True(end == $"Completed: {CrashFunctions.Result}", $"{id}, killed after {moment}: {end}");
        }
    }

    /// <summary>What one run has.</summary>
    private sealed record Scene(DiskAccount Account, string Folder, string Hub, BlobContainerClient Container)
    {
        private string RunLog => Path.Combine(Folder, $"{Hub}.log");

        public CrashAppProcess StartApp() => CrashAppProcess.Start(Account.ConnectionString, Hub, RunLog);

        /// <summary>The activities whose completion is in the history at this moment, each with how often it has run.</summary>
        public async Task<Dictionary<string, int>> CompletedAsync(IEnumerable<string> ids)
        {
            var hub = new TaskHub(
                Hub,
                new TableServiceClient(Account.ConnectionString),
                new BlobServiceClient(Account.ConnectionString),
                TimeProvider.System,
                NullLogger.Instance);
            await hub.CreateAsync(CancellationToken.None);
            var runs = Runs();
            var completed = new Dictionary<string, int>();
            foreach (var id in ids.SelectMany(id => new[] { id, $"{id}-child" }))
            {
                var log = await hub.History.ReadAsync(id, CancellationToken.None);
                foreach (var end in log?.Events.Where(entry => entry.Type == HistoryEventType.TaskCompleted) ?? [])
                {
                    var call = log!.Events.First(entry => entry.Type == HistoryEventType.TaskScheduled && entry.TaskId == end.TaskId);
                    var line = $"{id} {call.Name} {call.Payload}";
                    completed[line] = runs[line];
                }
            }

            return completed;
        }

        public void AssertRuns(IEnumerable<string> ids, Dictionary<string, int> completed)
        {
            var runs = Runs();
            foreach (var id in ids)
            {
                Assert.All(Enumerable.Range(0, 6), number => Assert.True(runs.GetValueOrDefault($"{id} Square {number}") >= 1));
                Assert.True(runs.GetValueOrDefault($"{id}-child Square 6") >= 1);
                Assert.True(runs.GetValueOrDefault($"{id} Flaky 0") >= 3);
            }

            Assert.All(completed, activity => Assert.Equal(activity.Value, runs[activity.Key]));
        }

        private Dictionary<string, int> Runs() => File.Exists(RunLog)
            ? File.ReadAllLines(RunLog).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count())
            : [];
    }
}
