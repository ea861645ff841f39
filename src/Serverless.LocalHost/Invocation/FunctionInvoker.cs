using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Invocation;

/// <summary>Runs functions: scope, middleware, time limit, log, trace, metrics.</summary>
internal sealed class FunctionInvoker(
    IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
    IServiceScopeFactory scopes,
    OutputWriter outputs,
    HostSettings settings,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>How long a function whose time is up, and whose token is cancelled, has to end by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly FunctionExecutionDelegate _pipeline =
        middleware.Reverse().Aggregate((FunctionExecutionDelegate)FunctionExecutor.ExecuteAsync, (next, wrap) => wrap(next));

    /// <summary>Runs a function in a scope of its own, again after a failure where it says so, and gives what it returns.</summary>
    /// <exception cref="FunctionTimeoutException">Its time was up.</exception>
    public async Task<object?> InvokeAsync(FunctionMethod function, TriggerEvent trigger, CancellationToken cancellationToken)
    {
        var schedule = RetrySchedule.Of(function.Retry);
        for (var retry = 0; ; retry++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var context = schedule is null ? null : new LocalRetryContext(retry, schedule.Maximum);
                return await InvokeAsync(function, trigger, scope.ServiceProvider, _ => { }, cancellationToken, context);
            }
            catch (Exception) when (schedule?.Allows(retry) == true && !cancellationToken.IsCancellationRequested)
            {
                await WaitAsync(function, schedule, retry, cancellationToken);
            }
        }
    }

    /// <summary>Runs a function with the services of a scope that its result still needs.</summary>
    /// <exception cref="FunctionTimeoutException">Its time was up. A function that does not heed its token is abandoned.</exception>
    public async Task<object?> InvokeAsync(
        FunctionMethod function,
        TriggerEvent trigger,
        IServiceProvider services,
        Action<LocalFunctionContext> prepare,
        CancellationToken cancellationToken,
        RetryContext? retry = null)
    {
        using var limit = new CancellationTokenSource(settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var span = InvocationTraces.Start(function);
        var context = new LocalFunctionContext(function, trigger, services, linked.Token, retry);
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

    private Task WaitAsync(FunctionMethod function, RetrySchedule schedule, int retry, CancellationToken cancellationToken)
    {
        var delay = schedule.Delay(retry);
        loggers.CreateLogger($"Function.{function.Name}").Retrying(function.Name, retry + 1, delay);
        return Task.Delay(delay, time, cancellationToken);
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

        await outputs.WriteAsync(context);
    }

    private async Task<bool> EndsInGraceAsync(Task running)
    {
        using var grace = new CancellationTokenSource(Grace, time);
        await running.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted;
    }
}
