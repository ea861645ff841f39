using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class DurableTriggerTests(AzuriteFixture azurite)
{
    private readonly string _name = $"a{Guid.NewGuid():N}";

    [Fact]
    public async Task Upload_StartsOrchestration_ThatCallsActivities()
    {
        await using var app = await StartAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, _name);
        await container.CreateAsync();
        await container.UploadBlobAsync("road.txt", BinaryData.FromString("!"));

        Assert.Equal($"upload-{_name}-road 14 Publish True", await app.NextAsync());

        var client = app.Services.GetRequiredService<DurableEngine>().Client;
        var instance = await client.WaitForInstanceCompletionAsync($"upload-{_name}-road", getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.RuntimeStatus);
        Assert.Equal("road 14", instance.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Request_StartsOrchestration_AndAnswersWithAddressesThatWork()
    {
        await using var app = await StartAsync(("LocalHost:FunctionKey", "k&y"));
        app.Client.DefaultRequestHeaders.Add("x-functions-key", "k&y");
        using var response = await app.Client.PostAsync("/api/count/x", null);
        await app.NextAsync();

        var addresses = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = addresses.GetProperty("id").GetString();
        app.Client.DefaultRequestHeaders.Clear();
        var root = $"{app.Client.BaseAddress}runtime/webhooks/durabletask/instances/{id}";
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"{root}?code=k%26y", addresses.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal($"{root}/terminate?reason={{text}}&code=k%26y", addresses.GetProperty("terminatePostUri").GetString());
        Assert.Equal($"{root}/raiseEvent/{{eventName}}?code=k%26y", addresses.GetProperty("sendEventPostUri").GetString());
        await app.Services.GetRequiredService<DurableEngine>().Client.WaitForInstanceCompletionAsync(id!);
        var status = await app.Client.GetFromJsonAsync<JsonElement>(response.Headers.Location);
        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal("x 5", status.GetProperty("output").GetString());
        using var withoutKey = await app.Client.GetAsync(root);
        Assert.Equal(HttpStatusCode.Unauthorized, withoutKey.StatusCode);
    }

    [Fact]
    public async Task Request_ByHttpRequestData_AnswersCheckStatusInPascalCase()
    {
        await using var app = await StartAsync();

        using var response = await app.Client.PostAsync("/api/StartData", null);

        var addresses = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(response.Headers.Location!.OriginalString, addresses.GetProperty("StatusQueryGetUri").GetString());
        Assert.EndsWith($" 1 Publish True", (string)await app.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NamesHubAndDurableTriggers()
    {
        await using var app = await StartAsync();

        var output = app.Output.ToString();

        Assert.Contains("\tCount: orchestrationTrigger\n", output, StringComparison.Ordinal);
        Assert.Contains("\tSquare: activityTrigger\n", output, StringComparison.Ordinal);
        Assert.Contains($"\tOnUpload: blobTrigger {_name}/{{name}}.txt\n", output, StringComparison.Ordinal);
        Assert.Contains($"Task hub: {_name}\n", output, StringComparison.Ordinal);
    }

    private Task<AppHost> StartAsync(params (string Name, string Value)[] settings) => AppHost.StartAsync(
        [typeof(DurableFunctions)],
        settings.Concat(
        [
            ("Container", _name),
            ("AzureWebJobsStorage", azurite.ConnectionString),
            ("AzureFunctionsWebHost__hostid", _name),
            ("AzureFunctionsJobHost__extensions__durableTask__hubName", _name),
        ]).Select(setting => KeyValuePair.Create<string, string?>(setting.Item1, setting.Item2)));
}
