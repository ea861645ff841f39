using System.Text.RegularExpressions;

namespace Serverless.Pipeline.Training.ContainerApps;

/// <summary>The job of Azure Container Apps whose executions train.</summary>
/// <param name="ResourceId">Such as <c>/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.App/jobs/{name}</c>.</param>
/// <param name="Management">Address of Azure Resource Manager.</param>
public sealed partial record ContainerAppsJob(string ResourceId, Uri Management)
{
    public const string PublicCloud = "https://management.azure.com";

    /// <summary>Reads the settings <c>Training:JobResourceId</c> and, for another cloud, <c>Training:ManagementEndpoint</c>.</summary>
    /// <exception cref="PipelineException">A setting is missing or malformed; the message shows what it looks like.</exception>
    public static ContainerAppsJob Parse(string? resourceId, string? management)
    {
        if (resourceId is null || !ResourceIdPattern().IsMatch(resourceId))
        {
            throw new PipelineException(
                $"The setting Training:JobResourceId is '{resourceId}': use the id of the training job, /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.App/jobs/JOB.");
        }

        return Uri.TryCreate(management ?? PublicCloud, UriKind.Absolute, out var uri)
            ? new ContainerAppsJob(resourceId, uri)
            : throw new PipelineException($"The setting Training:ManagementEndpoint is '{management}': use an address such as {PublicCloud}.");
    }

    [GeneratedRegex(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.App/jobs/[^/]+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ResourceIdPattern();
}
