using System.Text.Json;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Functions.Evaluation;
using Serverless.Functions.Training;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Datasets.Kaggle;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;
using Serverless.Pipeline.Training.ContainerApps;

namespace Serverless.Functions;

/// <summary>The services of the app and the settings that they read.</summary>
internal static class PipelineServices
{
    private const string StorageSetting = "AzureWebJobsStorage";
    private const long DefaultCacheBytes = 4L << 30;

    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        var temporaryFolder = configuration["Pipeline:TemporaryFolder"] ?? Path.Combine(Path.GetTempPath(), "serverless");
        // Inputs, outputs and custom status of orchestrations read like everything else that the pipeline writes.
        services.Configure<JsonSerializerOptions>(PipelineJson.Configure);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => PipelineStorage.Open(name => configuration[name], StorageSetting));
        services.AddSingleton(provider => new BlobFileCache(
            Path.Combine(temporaryFolder, "cache"),
            configuration.GetValue("Pipeline:CacheBytes", DefaultCacheBytes),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new BlobBlockCache());
        services.AddHostedService<ContainerCreation>();
        return services.AddDatasets(configuration).AddTraining(configuration).AddAnalysis(configuration, temporaryFolder).AddEvaluation(configuration, temporaryFolder);
    }

    private static IServiceCollection AddDatasets(this IServiceCollection services, IConfiguration configuration)
    {
        var defaults = new KaggleOptions();
        services.AddSingleton(defaults with
        {
            BaseAddress = configuration["Kaggle:BaseAddress"] ?? defaults.BaseAddress,
            Token = configuration["KAGGLE_API_TOKEN"],
            UserName = configuration["KAGGLE_USERNAME"],
            Key = configuration["KAGGLE_KEY"],
            RetryDelay = configuration.GetValue("Kaggle:RetryDelay", defaults.RetryDelay),
            LongestPause = configuration.GetValue("Kaggle:LongestPause", defaults.LongestPause),
        });
        return services
            .AddSingleton(provider => new KaggleClient(KaggleClient.CreateHttp(), provider.GetRequiredService<KaggleOptions>()))
            .AddSingleton<KaggleDownload>()
            .AddSingleton<DatasetCatalog>()
            .AddSingleton<DatasetPublisher>()
            .AddSingleton<DatasetIngestion>()
            .AddSingleton<DatasetDerivation>();
    }

    private static IServiceCollection AddTraining(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton<ModelRegistry>()
            .AddSingleton<RunStore>()
            .AddSingleton<TrainingPlanner>()
            .AddSingleton<ModelPublisher>()
            .AddSingleton(new TrainingSlotOptions(Math.Max(1, configuration.GetValue("Training:Slots", 1))))
            .AddSingleton(new TrainModelLimits(
                TimeSpan.FromHours(configuration.GetValue("Training:MaximumHours", 72.0)),
                TimeSpan.FromMinutes(configuration.GetValue("Training:SilenceMinutes", 60.0)),
                TimeSpan.FromHours(configuration.GetValue("Training:ApprovalHours", 168.0))))
            .AddSingleton(provider => CreateLauncher(configuration, provider.GetRequiredService<TimeProvider>()));

    private static ITrainingLauncher CreateLauncher(IConfiguration configuration, TimeProvider time) => configuration["Training:Launcher"] switch
    {
        null or "process" => new ProcessTrainingLauncher(
            configuration["Training:Program"] ?? "serverless",
            configuration.GetSection("Training:Arguments").Get<string[]>() ?? [],
            JobEnvironment(configuration)),
        "containerApps" => new ContainerAppsTrainingLauncher(
            new HttpClient(),
            new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = configuration["Training:ClientId"] }),
            ContainerAppsJob.Parse(configuration["Training:JobResourceId"], configuration["Training:ManagementEndpoint"]),
            time,
            pause: TimeSpan.FromSeconds(2)),
        var unknown => throw new PipelineException($"The setting Training:Launcher is '{unknown}': use process or containerApps."),
    };

    private static IServiceCollection AddAnalysis(this IServiceCollection services, IConfiguration configuration, string temporaryFolder)
    {
        var defaults = new AnalysisOptions { TemporaryFolder = temporaryFolder };
        services.AddSingleton(defaults with
        {
            DefaultModel = configuration["Pipeline:DefaultModel"],
            ChunkFrames = configuration.GetValue("Pipeline:ChunkFrames", defaults.ChunkFrames),
            BatchFrames = configuration.GetValue("Pipeline:BatchFrames", defaults.BatchFrames),
            LocalCopyBytes = configuration.GetValue("Pipeline:LocalCopyBytes", defaults.LocalCopyBytes),
            ConcurrentChunks = Math.Max(1, configuration.GetValue("Pipeline:ConcurrentChunks", defaults.ConcurrentChunks)),
            CodecThreads = ActivityShare.Threads,
        });
        services.AddSingleton(new DetectorPool(ActivityShare.DetectorOptions(configuration)));
        services.AddSingleton(new NetworkRuns(ActivityShare.Activities));
        return services
            .AddSingleton<AnalysisStore>()
            .AddSingleton<UploadedVideos>()
            .AddSingleton<VideoRendering>()
            .AddSingleton<VideoAnalysis>()
            .AddSingleton<ImageAnalysis>();
    }

    private static Dictionary<string, string> JobEnvironment(IConfiguration configuration) =>
        configuration[StorageSetting] is { } connectionString
            ? new Dictionary<string, string> { [StorageSetting] = connectionString }
            : [];
}
