using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Bindings;

/// <summary>Gives parameters with <see cref="BlobInputAttribute"/> their values.</summary>
internal sealed class BlobInputReader(
    StorageConnections storage, IConfiguration configuration, IOptions<JsonSerializerOptions> json, TimeProvider time)
{
    public ValueTask<object?> ReadAsync(BlobInputAttribute input, ParameterInfo parameter, LocalFunctionContext context)
    {
        var template = SettingExpressions.Resolve(input.BlobPath, context.Function.Name, configuration);
        var path = BlobPath.Parse(BindingExpression.Parse(template).Resolve(context.Trigger.BindingData, time.GetUtcNow()));
        var container = storage.Blobs(input.Connection).GetBlobContainerClient(path.Container);
        return BlobValue.ReadAsync(
            container, path.Name, parameter.ParameterType, parameter.Name!, json.Value, context.CancellationToken);
    }
}
