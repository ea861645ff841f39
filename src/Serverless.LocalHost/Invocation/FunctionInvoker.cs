using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Invocation;

/// <summary>Runs functions: scope, middleware, time limit, log.</summary>
internal sealed class FunctionInvoker(
    IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
    IServiceScopeFactory scopes,
    OutputWriter outputs,
    HostSettings settings,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly FunctionExecutionDelegate _pipeline =
        middleware.Reverse().Aggregate((FunctionExecutionDelegate)FunctionExecutor.ExecuteAsync, (next, wrap) => wrap(next));

    /// <summary>Runs a function in a scope of its own, again after a failure where it says so, and gives what it returns.</summary>
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
    /// <exception cref="TimeoutException">It gave up when its time was up.</exception>
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
        var context = new LocalFunctionContext(function, trigger, services, linked.Token, retry);
        prepare(context);
        var logger = loggers.CreateLogger($"Function.{function.Name}");
        var started = time.GetTimestamp();
        logger.Executing(function.Name, trigger.Reason, context.InvocationId);
        try
        {
            await _pipeline(context);
            await outputs.WriteAsync(context);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            var exception = new TimeoutException($"Timeout value of {settings.FunctionTimeout} exceeded by function: Functions.{function.Name}");
            logger.Failed(exception, function.Name, context.InvocationId, Elapsed(started));
            throw exception;
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            logger.Cancelled(function.Name, context.InvocationId, Elapsed(started));
            throw;
        }
        catch (Exception exception)
        {
            logger.Failed(exception, function.Name, context.InvocationId, Elapsed(started));
            throw;
        }

        logger.Succeeded(function.Name, context.InvocationId, Elapsed(started));
        return context.Result.Value;
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

    private long Elapsed(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;
}
