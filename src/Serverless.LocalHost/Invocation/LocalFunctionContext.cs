using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

/// <summary>One invocation in this host.</summary>
internal sealed class LocalFunctionContext : FunctionContext
{
    public LocalFunctionContext(
        FunctionMethod function, TriggerEvent trigger, IServiceProvider services, CancellationToken cancellationToken, RetryContext? retry = null)
    {
        RetryContext = retry!;
        Function = function;
        Trigger = trigger;
        InstanceServices = services;
        CancellationToken = cancellationToken;
        BindingContext = new TriggerBindingContext(trigger);
        Features.Set<InvocationResult>(Result);
    }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => Function.Id;

    public override TraceContext TraceContext { get; } = new ActivityTraceContext(Activity.Current);

    // Null without a retry attribute, as the worker has it in spite of the declared type.
    public override RetryContext RetryContext { get; }

    public override BindingContext BindingContext { get; }

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => Function;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken { get; }

    public FunctionMethod Function { get; }

    public TriggerEvent Trigger { get; }

    public StoredInvocationResult Result { get; } = new();
}
