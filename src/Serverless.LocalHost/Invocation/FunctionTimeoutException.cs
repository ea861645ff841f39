namespace Serverless.LocalHost.Invocation;

/// <summary>A function ran longer than host.json's <c>functionTimeout</c>; the message is the real host's.</summary>
internal sealed class FunctionTimeoutException(TimeSpan limit, string function)
    : TimeoutException(FormattableString.Invariant($"Timeout value of {limit} was exceeded by function: Functions.{function}"));
