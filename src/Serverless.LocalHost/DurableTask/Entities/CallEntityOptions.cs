namespace Microsoft.DurableTask.Entities;

/// <summary>How an entity is called; nothing to choose so far.</summary>
public record CallEntityOptions;
