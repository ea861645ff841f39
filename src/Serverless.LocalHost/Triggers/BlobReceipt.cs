namespace Serverless.LocalHost.Triggers;

/// <summary>What is known of a function's work on one version of a blob.</summary>
/// <param name="IsCompleted">Whether it succeeded, or was given up.</param>
/// <param name="Attempts">How often it was begun.</param>
internal sealed record BlobReceipt(bool IsCompleted, int Attempts);
