using System.Runtime.InteropServices;
using Serverless.Cli.Terminal;
using Serverless.Pipeline.Training;

namespace Serverless.Cli.Training;

/// <summary>Tells of what kind the failure of a job is.</summary>
internal static class JobFailure
{
    // ENOSPC of Linux, and what .NET makes of it where it notices before the system does.
    private const int NoSpace = 28;
    private const int DiskFull = unchecked((int)0x80070070);

    public static RunFailure Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException { HResult: NoSpace or DiskFull })
            {
                return RunFailure.Disk;
            }

            // The natives tell of memory that does not suffice as an external failure; the trainer passes no other one on with a message.
            if (cause is OutOfMemoryException || (cause is ExternalException && UserErrors.IsUserMistake(exception)))
            {
                return RunFailure.Memory;
            }
        }

        return UserErrors.IsUserMistake(exception) ? RunFailure.Input : RunFailure.Bug;
    }
}
