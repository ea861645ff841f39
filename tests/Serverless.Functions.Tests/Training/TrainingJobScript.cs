using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Tests.Training;

/// <summary>Training jobs that note their start and run until they are told to end.</summary>
internal sealed class TrainingJobScript
{
    private readonly AppFixture _app;
    private readonly string _name = $"{Guid.NewGuid():N}";

    private TrainingJobScript(AppFixture app) => _app = app;

    /// <summary>Ids of the runs whose jobs were started, in that order.</summary>
    public IReadOnlyList<string> Started => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => _app.File($"started-{_name}");

    public static async Task<TrainingJobScript> InstallAsync(AppFixture app)
    {
        var script = new TrainingJobScript(app);
        var end = script.EndOf("$3");
        await File.WriteAllTextAsync(app.JobScript, $"echo \"$3\" >> \"{script.Log}\"; while [ ! -e \"{end}\" ]; do sleep 0.05; done; rm \"{end}\"");
        return script;
    }

    /// <summary>Has a job end as one that succeeded.</summary>
    public async Task SucceedAsync(string id, double map = 0.5, IncumbentScore? incumbent = null)
    {
        await _app.Storage.Runs.UploadBlobAsync(RunStore.OutputFolder(id) + "model.onnx", BinaryData.FromString("network"));
        var result = new RunResult(new TrainingOutcome(2, 1, map, map, 0.9, 0.8, 4, 4, 1.5) { Incumbent = incumbent }, Error: null);
        await _app.Services.GetRequiredService<RunStore>().TryWriteResultAsync(id, result, CancellationToken.None);
        Die(id);
    }

    /// <summary>Has a job end without a result, as on a machine that is lost.</summary>
    public void Die(string id) => File.WriteAllText(EndOf(id), string.Empty);

    public async Task WaitForStartsAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Started.Count < count)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private string EndOf(string id) => _app.File($"end-{_name}-{id}");
}
