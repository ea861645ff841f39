using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

internal sealed class TriggerBindingContext(TriggerEvent trigger) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => trigger.BindingData;
}
