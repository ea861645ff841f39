using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Telemetry;

/// <summary>
/// Ids of spans that have to be known before the span ends, and in another process than the one that began it: they follow
/// from the execution and the number of the action, so that nothing has to be stored.
/// </summary>
internal static class SpanId
{
    private const int Length = 8;

    /// <summary>The id of an action's span; that of the execution itself for <see cref="History.HistoryEvent.NoTask"/>.</summary>
    public static ActivitySpanId Of(InstanceState execution, int taskId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{execution.InstanceId}/{execution.ExecutionId}/{taskId}")));
        return ActivitySpanId.CreateFromBytes(hash.AsSpan(0, Length));
    }

    /// <summary>Gives a span that has just begun its id, for which the runtime has no public way.</summary>
    public static void Assign(Activity span, ActivitySpanId id)
    {
        try
        {
            IdField(span) = null;
            SpanIdField(span) = id.ToHexString();
        }
        catch (MissingFieldException)
        {
            // Another runtime: the span keeps its own id, and those below it lose their parent. Worth no failed orchestration.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdField(Activity span);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? IdField(Activity span);
}
