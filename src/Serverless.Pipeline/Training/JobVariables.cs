namespace Serverless.Pipeline.Training;

/// <summary>Environment variables by which a launcher tells a job what it carries out.</summary>
public static class JobVariables
{
    /// <summary>Id of the run.</summary>
    public const string Run = "SERVERLESS_RUN";

    /// <summary>Which launch of the run it is, from 1.</summary>
    public const string Attempt = "SERVERLESS_ATTEMPT";
}
