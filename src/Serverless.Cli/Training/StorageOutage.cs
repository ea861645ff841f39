using Azure;

namespace Serverless.Cli.Training;

/// <summary>Tells when the storage account could not be reached, or failed: nothing that ends a run.</summary>
internal static class StorageOutage
{
    public static bool Is(Exception exception) => exception switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException several => several.InnerExceptions.All(Is),
        _ => false,
    };
}
