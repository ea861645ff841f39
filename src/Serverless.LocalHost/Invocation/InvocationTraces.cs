using System.Diagnostics;

namespace Serverless.LocalHost.Invocation;

/// <summary>The span of an invocation, from the source and with the tags of the real worker.</summary>
internal static class InvocationTraces
{
    public const string SourceName = "Microsoft.Azure.Functions.Worker";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? Start(FunctionMethod function) => Source.StartActivity($"function {function.Name}");

    public static void Identify(this Activity? span, LocalFunctionContext context) =>
        span?.SetTag("faas.name", context.Function.Name).SetTag("faas.invocation_id", context.InvocationId);

    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);
}
