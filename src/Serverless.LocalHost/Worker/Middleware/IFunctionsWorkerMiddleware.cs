namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Code around every invocation.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around an invocation and calls <paramref name="next"/> to go on.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
