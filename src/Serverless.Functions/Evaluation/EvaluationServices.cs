using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>The services of evaluations.</summary>
internal static class EvaluationServices
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services, IConfiguration configuration, string temporaryFolder) =>
        services
            .AddSingleton(new EvaluationOptions(ActivityShare.DetectorOptions(configuration), Path.Combine(temporaryFolder, "evaluation")))
            .AddSingleton<EvaluationStore>()
            .AddSingleton<ModelEvaluation>();
}
