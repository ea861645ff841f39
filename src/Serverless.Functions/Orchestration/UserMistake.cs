using Microsoft.DurableTask;
using Serverless.Datasets;
using Serverless.Detection.Onnx;
using Serverless.Pipeline;
using Serverless.Video;

namespace Serverless.Functions.Orchestration;

/// <summary>Failures whose message tells a person what is wrong and what to do.</summary>
internal static class UserMistake
{
    // Compared by name: across the host only the name of an exception's type travels.
    private static readonly HashSet<string> s_types =
    [
        typeof(PipelineException).FullName!,
        typeof(DatasetException).FullName!,
        typeof(VideoException).FullName!,
        typeof(ModelException).FullName!,
    ];

    public static bool IsCauseOf(TaskFailureDetails failure) => Find(failure) is not null;

    /// <summary>The exception that an orchestration ends with: only the message where a person can act on it.</summary>
    public static Exception Describe(TaskFailedException exception) =>
        Find(exception.FailureDetails) is { } mistake ? new PipelineException(mistake.ErrorMessage) : exception;

    private static TaskFailureDetails? Find(TaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure)
        {
            if (s_types.Contains(failure.ErrorType))
            {
                return failure;
            }
        }

        return null;
    }
}
