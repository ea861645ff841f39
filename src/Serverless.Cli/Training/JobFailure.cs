using Serverless.Cli.Terminal;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Tells why a job failed, and what to do.</summary>
internal static class JobFailure
{
    /// <param name="exception">What ended the job.</param>
    /// <param name="folder">Where it worked.</param>
    public static RunResult Describe(Exception exception, string folder)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            // What the trainer advises is for one who has its folder: that of a job is gone when anybody reads this.
            if (DiskExhaustion.Is(cause))
            {
                return Failed(RunFailure.Disk, $"The disk of the training job is full ({FirstLine(cause.Message)}). It takes the data set, its cache and two checkpoints in {folder}: give the job more room there, or name a folder of a larger disk in its variable TMPDIR, and ask for the training again.");
            }

            if (MemoryExhaustion.Is(cause))
            {
                return Failed(RunFailure.Memory, $"The memory of the training job does not suffice ({FirstLine(cause.Message)}). Ask for the training again with a smaller batch or imageSize, or give the job more memory.");
            }
        }

        return UserErrors.IsUserMistake(exception)
            ? Failed(RunFailure.Input, exception.Message)
            : Failed(RunFailure.Bug, $"The training job failed: {exception.GetType().Name}: {exception.Message}");
    }

    // What follows is the stack of the tensor library.
    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');

    private static RunResult Failed(RunFailure failure, string error) => new(Outcome: null, error, failure);
}
