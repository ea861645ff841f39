using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;

namespace Serverless.Pipeline.Training.ContainerApps;

/// <summary>
/// Starts executions of a job of Azure Container Apps (REST API 2025-07-01). The container's image, resources, secrets and variables
/// stay those of the job; its arguments become <c>train-job --run ID</c>.
/// </summary>
/// <remarks>
/// Starting has no idempotency key, so every execution carries its run and attempt as variables, by which one whose start was
/// never answered is found.
/// </remarks>
/// <param name="pause">After the first failure, and between looks at a start that was only accepted.</param>
public sealed class ContainerAppsTrainingLauncher(
    HttpClient http, TokenCredential credential, ContainerAppsJob job, TimeProvider time, TimeSpan pause) : ITrainingLauncher
{
    private const string Version = "?api-version=2025-07-01";
    private const int Starts = 3;
    private const int Looks = 60;

    private readonly ResourceManagerClient _client = new(http, credential, job.Management, time, pause);

    public string Name => "containerApps";

    /// <returns>The execution's name.</returns>
    /// <exception cref="PipelineException">The job cannot be started; the message says what to do.</exception>
    public async Task<string> StartAsync(string runId, int attempt, CancellationToken cancellationToken)
    {
        for (var starts = 0; starts < Starts; starts++)
        {
            if (await FindAsync(runId, attempt, cancellationToken) is { } started)
            {
                return started;
            }

            try
            {
                if (await PostStartAsync(runId, attempt, cancellationToken) is { } name)
                {
                    return name;
                }
            }
            catch (LostAnswerException)
            {
                await _client.PauseAsync(asked: null, cancellationToken);
            }
        }

        return await FindAsync(runId, attempt, cancellationToken)
            ?? throw new PipelineException($"The training job {job.ResourceId} was started {Starts} times without an answer: see its executions in the portal.");
    }

    public async Task<bool> IsAliveAsync(string executionName, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(HttpMethod.Get, ExecutionPath(executionName), body: null, repeatable: true, cancellationToken);
        return answer.Status != HttpStatusCode.NotFound
            && (string?)answer.Body?["properties"]?["status"] is not ("Succeeded" or "Failed" or "Stopped");
    }

    public async Task StopAsync(string executionName, CancellationToken cancellationToken)
    {
        if (await IsAliveAsync(executionName, cancellationToken))
        {
            await _client.SendAsync(HttpMethod.Post, ExecutionPath(executionName, "/stop"), body: null, repeatable: true, cancellationToken);
        }
    }

    private string ExecutionPath(string name, string action = "") => $"{job.ResourceId}/executions/{Uri.EscapeDataString(name)}{action}{Version}";

    // Null where it was accepted and then never named.
    private async Task<string?> PostStartAsync(string runId, int attempt, CancellationToken cancellationToken)
    {
        var template = await ReadTemplateAsync(runId, attempt, cancellationToken);
        var answer = await _client.SendAsync(HttpMethod.Post, $"{job.ResourceId}/start{Version}", template, repeatable: false, cancellationToken);
        for (var looks = 0; looks < Looks && answer is { Status: HttpStatusCode.Accepted, Location: { } location }; looks++)
        {
            await _client.PauseAsync(answer.RetryAfter, cancellationToken);
            var followed = await _client.SendAsync(HttpMethod.Get, location.ToString(), body: null, repeatable: true, cancellationToken);
            answer = followed with { Location = followed.Location ?? location };
        }

        return answer.Status == HttpStatusCode.NotFound ? throw MissingJob() : (string?)answer.Body?["name"];
    }

    private async Task<JsonNode> ReadTemplateAsync(string runId, int attempt, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(HttpMethod.Get, $"{job.ResourceId}{Version}", body: null, repeatable: true, cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            throw MissingJob();
        }

        if (answer.Body?["properties"]?["template"] is not JsonObject template
            || template["containers"] is not JsonArray { Count: > 0 } containers
            || containers[0] is not JsonObject container)
        {
            throw new PipelineException($"The job {job.ResourceId} has no container: deploy it with the training image.");
        }

        container["args"] = new JsonArray("train-job", "--run", runId);
        var variables = container["env"] as JsonArray ?? [];
        container["env"] = variables;
        variables.Add(new JsonObject { ["name"] = JobVariables.Run, ["value"] = runId });
        variables.Add(new JsonObject { ["name"] = JobVariables.Attempt, ["value"] = Text(attempt) });
        return template.DeepClone();
    }

    private async Task<string?> FindAsync(string runId, int attempt, CancellationToken cancellationToken)
    {
        var next = $"{job.ResourceId}/executions{Version}";
        while (next is not null)
        {
            var answer = await _client.SendAsync(HttpMethod.Get, next, body: null, repeatable: true, cancellationToken);
            if (answer.Status == HttpStatusCode.NotFound)
            {
                throw MissingJob();
            }

            var executions = answer.Body?["value"] as JsonArray ?? [];
            if (executions.OfType<JsonObject>().FirstOrDefault(execution => IsOf(execution, runId, attempt)) is { } found)
            {
                return (string?)found["name"];
            }

            next = (string?)answer.Body?["nextLink"];
        }

        return null;
    }

    private static bool IsOf(JsonObject execution, string runId, int attempt)
    {
        var variables = execution["properties"]?["template"]?["containers"]?[0]?["env"] as JsonArray ?? [];
        return Has(JobVariables.Run, runId) && Has(JobVariables.Attempt, Text(attempt));

        bool Has(string name, string value) =>
            variables.Any(variable => (string?)variable?["name"] == name && (string?)variable?["value"] == value);
    }

    private static string Text(int attempt) => attempt.ToString(CultureInfo.InvariantCulture);

    private PipelineException MissingJob() =>
        new($"There is no job {job.ResourceId}: deploy it, or correct the setting Training:JobResourceId.");
}
