using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>The services of evaluations.</summary>
internal static class EvaluationServices
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services, IConfiguration configuration, string temporaryFolder) =>
        services
            .AddSingleton(new EvaluationOptions(
                new OnnxDetectorOptions
                {
                    // Two activities run at a time on one machine (host.json), so each takes half of its cores.
                    Threads = configuration.GetValue("Pipeline:DetectorThreads", Math.Max(1, Environment.ProcessorCount / 2)),
                },
                Path.Combine(temporaryFolder, "evaluation")))
            .AddSingleton<EvaluationStore>()
            .AddSingleton<ModelEvaluation>();
}
