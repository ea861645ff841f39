using Serverless.Detection.Evaluation;
using Serverless.Training.Optimization;

namespace Serverless.Training.Evaluation;

internal sealed record Validation(DetectionMetrics Metrics, LossMeans Losses);
