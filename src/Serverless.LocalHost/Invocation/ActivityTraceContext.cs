using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

internal sealed class ActivityTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent => activity?.Id ?? string.Empty;

    public override string TraceState => activity?.TraceStateString ?? string.Empty;
}
