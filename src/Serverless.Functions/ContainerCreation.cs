using Microsoft.Extensions.Hosting;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions;

/// <summary>Creates the blob containers when the app starts, so that uploads can be made at once.</summary>
internal sealed class ContainerCreation(PipelineStorage storage) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => storage.CreateContainersAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
