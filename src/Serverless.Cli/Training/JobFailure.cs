using Serverless.Cli.Terminal;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Tells of what kind the failure of a job is.</summary>
internal static class JobFailure
{
    public static RunFailure Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (DiskExhaustion.Is(cause))
            {
                return RunFailure.Disk;
            }

            if (MemoryExhaustion.Is(cause))
            {
                return RunFailure.Memory;
            }
        }

        return UserErrors.IsUserMistake(exception) ? RunFailure.Input : RunFailure.Bug;
    }
}
