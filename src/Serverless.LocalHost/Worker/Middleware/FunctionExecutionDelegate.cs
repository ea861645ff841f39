namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs a function, or what lies around it.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
