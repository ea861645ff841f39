using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>
/// Remembers what each sender sent last. A sender's requests come in their order, so that whatever is not after that has
/// come before. Senders that have ended send nothing again, and are forgotten.
/// </summary>
internal sealed class EntitySenders(OrchestrationRuntime runtime)
{
    private const int FewSenders = 256;

    private Dictionary<string, string> _last = [];
    private int _limit = FewSenders;

    public IReadOnlyDictionary<string, string> Last => _last;

    public static async Task<bool> HasEndedAsync(string sender, OrchestrationRuntime runtime) => sender[0] == '@'
        ? await runtime.Hub.Entities.ReadSnapshotAsync(sender, false, runtime.Stopping) is null
        : await runtime.ReadAsync(sender, runtime.Stopping) is null or { IsFinished: true };

    public void Load(IReadOnlyDictionary<string, string> last) => _last = new Dictionary<string, string>(last, StringComparer.Ordinal);

    /// <summary>Whether a request is new; from now on it is not.</summary>
    public bool Admit(EntityRequest request)
    {
        if (request.Sender is not { } sender)
        {
            return true;
        }

        if (_last.TryGetValue(sender, out var last) && string.CompareOrdinal(request.Entry.SourceId, last) <= 0)
        {
            return false;
        }

        _last[sender] = request.Entry.SourceId!;
        return true;
    }

    /// <summary>Looks, when there have become many, which have ended.</summary>
    public async Task ForgetEndedAsync()
    {
        if (_last.Count <= _limit)
        {
            return;
        }

        await AllHaveEndedAsync();
        _limit = Math.Max(FewSenders, 2 * _last.Count);
    }

    /// <summary>Forgets the senders that have ended; false where others are left.</summary>
    public async Task<bool> AllHaveEndedAsync()
    {
        foreach (var sender in _last.Keys.ToList())
        {
            if (await HasEndedAsync(sender, runtime))
            {
                _last.Remove(sender);
            }
        }

        return _last.Count == 0;
    }
}
