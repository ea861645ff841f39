using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions.Orchestration;

/// <summary>Starts orchestrations whose id follows from their input.</summary>
internal static class OrchestrationStart
{
    /// <summary>Starts an instance unless one of the same id runs or has completed; one that failed or was terminated is started again.</summary>
    public static async Task StartOnceAsync(
        this DurableTaskClient client, TaskName orchestrator, object input, string instanceId, CancellationToken cancellationToken)
    {
        var existing = await client.GetInstanceAsync(instanceId, cancellationToken);
        if (existing is null || existing.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated)
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    orchestrator, input, new StartOrchestrationOptions(instanceId), cancellationToken);
            }
            catch (OrchestrationAlreadyExistsException)
            {
                // Somebody else started it since it was looked for.
            }
        }
    }
}
