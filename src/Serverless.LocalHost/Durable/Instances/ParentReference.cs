namespace Serverless.LocalHost.Durable.Instances;

/// <summary>The call that an instance is the child of.</summary>
internal sealed record ParentReference(string Name, string InstanceId, string ExecutionId, int TaskId);
