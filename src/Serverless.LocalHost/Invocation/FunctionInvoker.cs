using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Invocation;

/// <summary>Runs functions: scope, middleware, time limit, log, trace, metrics.</summary>
internal sealed class FunctionInvoker(
    IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
    IServiceScopeFactory scopes,
    HostSettings settings,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>How long a function whose time is up, and whose token is cancelled, has to end by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly FunctionExecutionDelegate _pipeline =
        middleware.Reverse().Aggregate((FunctionExecutionDelegate)FunctionExecutor.ExecuteAsync, (next, wrap) => wrap(next));

    /// <summary>Runs a function in a scope of its own and gives what it returns.</summary>
    /// <exception cref="FunctionTimeoutException">Its time was up.</exception>
    public async Task<object?> InvokeAsync(FunctionMethod function, TriggerEvent trigger, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await InvokeAsync(function, trigger, scope.ServiceProvider, _ => { }, cancellationToken);
    }

    /// <summary>Runs a function with the services of a scope that its result still needs.</summary>
    /// <exception cref="FunctionTimeoutException">Its time was up. A function that does not heed its token is abandoned.</exception>
    public async Task<object?> InvokeAsync(
        FunctionMethod function,
        TriggerEvent trigger,
        IServiceProvider services,
        Action<LocalFunctionContext> prepare,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var span = InvocationTraces.Start(function);
        var context = new LocalFunctionContext(function, trigger, services, linked.Token);
        span.Identify(context);
        prepare(context);
        var logger = loggers.CreateLogger($"Function.{function.Name}");
        using var scope = logger.BeginScope(new Dictionary<string, object>
        {
            ["AzureFunctions_FunctionName"] = function.Name,
            ["AzureFunctions_InvocationId"] = context.InvocationId,
        });
        var started = time.GetTimestamp();
        logger.Executing(function.Name, trigger.Reason, context.InvocationId);
        Exception? failure = null;
        try
        {
            await RunAsync(context, logger, limit.Token);
            return context.Result.Value;
        }
        catch (Exception exception)
        {
            failure = exception;
            span.Fail(exception);
            throw;
        }
        finally
        {
            var elapsed = time.GetElapsedTime(started);
            Report(logger, context, failure, linked.IsCancellationRequested, (long)elapsed.TotalMilliseconds);
            HostMetrics.InvocationEnded(function.Name, function.TriggerType, elapsed, failure);
        }
    }

    /// <summary>Runs an orchestrator function once more from its start: without a limit, and without a word in the log.</summary>
    public async Task<object?> ReplayAsync(FunctionMethod function, TriggerEvent trigger)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(function, trigger, scope.ServiceProvider, CancellationToken.None);
        await _pipeline(context);
        return context.Result.Value;
    }

    private static void Report(ILogger logger, LocalFunctionContext context, Exception? failure, bool isCancelled, long milliseconds)
    {
        switch (failure)
        {
            case null:
                logger.Succeeded(context.Function.Name, context.InvocationId, milliseconds);
                break;
            case OperationCanceledException when isCancelled:
                logger.Cancelled(context.Function.Name, context.InvocationId, milliseconds);
                break;
            default:
                logger.Failed(failure, context.Function.Name, context.InvocationId, milliseconds);
                break;
        }
    }

    private async Task RunAsync(LocalFunctionContext context, ILogger logger, CancellationToken limit)
    {
        // On the pool, so that a function that blocks its thread does not block the clock as well.
        var running = Task.Run(() => _pipeline(context), CancellationToken.None);
        try
        {
            await running.WaitAsync(limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (!await EndsInGraceAsync(running))
            {
                logger.Abandoned(context.Function.Name, context.InvocationId, Grace);
            }

            throw new FunctionTimeoutException(settings.FunctionTimeout!.Value, context.Function.Name);
        }
    }

    private async Task<bool> EndsInGraceAsync(Task running)
    {
        using var grace = new CancellationTokenSource(Grace, time);
        await running.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted;
    }
}
