namespace Serverless.LocalHost.Durable.Instances;

/// <summary>What became of something that an instance was told.</summary>
internal enum Delivery
{
    Accepted,

    /// <summary>There is no such instance.</summary>
    Unknown,

    /// <summary>The instance is not in a state for it.</summary>
    Refused,
}
