using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Pipeline.Tests.Training.ContainerApps;

/// <summary>
/// Answers the requests about one job of Container Apps as its REST reference documents them, and refuses all others. What it says
/// next can be scripted, request by request.
/// </summary>
internal sealed class ResourceManagerServer : IAsyncDisposable
{
    public const string JobId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/train";
    public const string Secret = "token-that-must-not-be-told";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Request, Func<HttpContext, Task<bool>> Answer)> _script = new();
    private int _polls;

    private ResourceManagerServer(WebApplication app) => _app = app;

    /// <summary>By name; the status of each can be changed.</summary>
    public ConcurrentDictionary<string, JsonObject> Executions { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Stopped { get; } = new();

    /// <summary>Whether a start is only accepted at first.</summary>
    public bool AcceptsFirst { get; set; }

    public bool HasJob { get; set; } = true;

    /// <summary>Executions on a page of their list.</summary>
    public int PageSize { get; set; } = 20;

    public Uri Address => new(_app.Urls.First());

    public static async Task<ResourceManagerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ResourceManagerServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Has the next request of that kind, such as <c>POST /start</c>, answered with a status instead.</summary>
    /// <param name="carriedOut">Whether it is carried out all the same.</param>
    public void Script(string request, int status, string? retryAfter = null, bool carriedOut = false, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _script.Enqueue((request, async context =>
            {
                if (carriedOut)
                {
                    await StartExecutionAsync(context);
                }

                context.Response.StatusCode = status;
                if (retryAfter is not null)
                {
                    context.Response.Headers.RetryAfter = retryAfter;
                }

                await context.Response.WriteAsJsonAsync(new { error = new { code = "Code", message = $"said {status}" } });
                return true;
            }
            ));
        }
    }

    /// <summary>Has the connection of the next request of that kind cut.</summary>
    public void ScriptLostAnswer(string request, bool carriedOut) => _script.Enqueue((request, async context =>
    {
        if (carriedOut)
        {
            await StartExecutionAsync(context);
        }

        context.Abort();
        return true;
    }
    ));

    public void SetStatus(string name, string status) => Executions[name]["properties"]!["status"] = status;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var request = $"{context.Request.Method} {path.Replace(JobId, string.Empty, StringComparison.Ordinal)}";
        Requests.Enqueue(request);
        if (_script.TryPeek(out var next) && request.EndsWith(next.Request, StringComparison.Ordinal) && _script.TryDequeue(out next))
        {
            await next.Answer(context);
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {Secret}")
        {
            context.Response.StatusCode = 401;
        }
        else if (context.Request.Query["api-version"] != "2025-07-01" || !path.StartsWith(JobId, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
        }
        else if (!HasJob)
        {
            context.Response.StatusCode = 404;
        }
        else
        {
            await AnswerAsync(context, request.Split(' ')[0], path[JobId.Length..].Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private Task AnswerAsync(HttpContext context, string method, string[] path) => (method, path) switch
    {
        ("GET", []) => context.Response.WriteAsync(Job().ToJsonString()),
        ("POST", ["start"]) => StartAsync(context),
        ("GET", ["executions"]) => ListAsync(context),
        ("GET", ["operations", var name]) => PollAsync(context, name),
        ("GET", ["executions", var name]) when Executions.TryGetValue(name, out var execution) => context.Response.WriteAsync(execution.ToJsonString()),
        ("POST", ["executions", var name, "stop"]) when Executions.ContainsKey(name) => StopAsync(context, name),
        ("GET" or "POST", ["executions", ..]) => AnswerAsync(context, 404),
        _ => AnswerAsync(context, 405),
    };

    private static Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static JsonObject Job() => new()
    {
        ["name"] = "train",
        ["properties"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "trainer",
                    ["image"] = "registry/trainer:1",
                    ["args"] = new JsonArray("--help"),
                    ["env"] = new JsonArray(new JsonObject { ["name"] = "AzureWebJobsStorage__blobServiceUri", ["value"] = "https://a.blob" }),
                    ["resources"] = new JsonObject { ["cpu"] = 8, ["memory"] = "56Gi" },
                }),
            },
        },
    };

    private async Task StartAsync(HttpContext context)
    {
        if (await StartExecutionAsync(context) is not { } name)
        {
            context.Response.StatusCode = 400;
            return;
        }

        if (AcceptsFirst)
        {
            context.Response.StatusCode = 202;
            context.Response.Headers.Location = $"{Address}{JobId.TrimStart('/')}/operations/{name}?api-version=2025-07-01";
            context.Response.Headers.RetryAfter = "0";
            return;
        }

        await context.Response.WriteAsync(Named(name).ToJsonString());
    }

    // The body is the template itself, and a container in it is whole.
    private async Task<string?> StartExecutionAsync(HttpContext context)
    {
        var template = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (template["containers"]?[0] is not JsonObject container || container["image"] is null || container["name"] is null || container["resources"] is null)
        {
            return null;
        }

        var name = $"train-{Executions.Count:D7}";
        Executions[name] = new JsonObject
        {
            ["name"] = name,
            ["properties"] = new JsonObject { ["status"] = "Running", ["template"] = template },
        };
        return name;
    }

    private Task ListAsync(HttpContext context)
    {
        var first = int.TryParse(context.Request.Query["skip"], out var skip) ? skip : 0;
        var page = Executions.OrderBy(execution => execution.Key, StringComparer.Ordinal).Skip(first).Take(PageSize).ToList();
        var answer = new JsonObject { ["value"] = new JsonArray([.. page.Select(execution => execution.Value.DeepClone())]) };
        if (first + page.Count < Executions.Count)
        {
            answer["nextLink"] = $"{Address}{JobId.TrimStart('/')}/executions?api-version=2025-07-01&skip={first + page.Count}";
        }

        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private Task PollAsync(HttpContext context, string name)
    {
        if (Interlocked.Increment(ref _polls) > 1)
        {
            return context.Response.WriteAsync(Named(name).ToJsonString());
        }

        context.Response.Headers.RetryAfter = "0";
        return AnswerAsync(context, 202);
    }

    private Task StopAsync(HttpContext context, string name)
    {
        Stopped.Enqueue(name);
        SetStatus(name, "Stopped");
        return AnswerAsync(context, 202);
    }

    private static JsonObject Named(string name) => new() { ["name"] = name, ["id"] = $"{JobId}/executions/{name}" };

    /// <summary>Hands out the right token, at first a wrong one where asked to.</summary>
    public sealed class Credential(bool firstIsExpired = false) : TokenCredential
    {
        private int _calls;

        public ConcurrentQueue<string> Scopes { get; } = new();

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.Enqueue(requestContext.Scopes[0]);
            var expired = firstIsExpired && Interlocked.Increment(ref _calls) == 1;
            return new AccessToken(expired ? "expired" : Secret, DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
