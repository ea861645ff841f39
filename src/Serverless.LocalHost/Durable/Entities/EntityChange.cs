namespace Serverless.LocalHost.Durable.Entities;

/// <summary>One commit of an entity in the making: all of it becomes part of the entity, or nothing.</summary>
internal sealed class EntityChange
{
    /// <summary>Requests that have come and are still to be dealt with.</summary>
    public Dictionary<int, EntityRequest> Received { get; } = [];

    /// <summary>Requests that came before and are dealt with.</summary>
    public Dictionary<int, EntityRequest> Done { get; } = [];

    /// <summary>Outputs that are new.</summary>
    public Dictionary<int, EntityOutput> Sent { get; } = [];

    /// <summary>Outputs of before that have arrived.</summary>
    public Dictionary<int, EntityOutput> Delivered { get; } = [];

    /// <summary>Whether the head differs otherwise.</summary>
    public bool HasNewHead { get; set; }

    public bool HasNewState { get; set; }

    /// <summary>The length of the state that is replaced, in characters.</summary>
    public int FormerStateLength { get; set; }

    /// <summary>Whether the entity has something to do afterwards.</summary>
    public bool IsPending { get; set; }

    public bool IsEmpty => !HasNewHead && Received.Count + Done.Count + Sent.Count + Delivered.Count == 0;

    /// <summary>Whether as much is to be removed as goes into one transaction.</summary>
    public bool IsFull => Done.Count + Delivered.Count >= EntityTable.LargestRemoval;
}
