namespace Serverless.LocalHost.Durable.Instances;

/// <summary>One action of one execution.</summary>
internal readonly record struct TaskKey(string InstanceId, string ExecutionId, int TaskId);
