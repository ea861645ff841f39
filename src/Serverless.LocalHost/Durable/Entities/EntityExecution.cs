using System.Globalization;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>
/// One entity: requests go into its inbox, and are dealt with in the order in which they came, operations in batches. A
/// commit takes up what has come, and has the state, the outputs and the end of what was dealt with become true together.
/// Outputs are sent after it, and again after a restart, until they have arrived.
/// </summary>
internal sealed class EntityExecution(string instanceId, OrchestrationRuntime runtime) : IExecution
{
    private const int LargestBatch = 50;

    private readonly EntityInstanceId _id = EntityInstanceId.FromString(instanceId);
    private readonly SortedDictionary<int, EntityRequest> _inbox = [];
    private readonly SortedDictionary<int, EntityOutput> _outbox = [];
    private readonly Queue<int> _arrived = [];
    private readonly List<Action> _replies = [];
    private readonly EntitySenders _senders = new(runtime);
    private EntityChange _change = new();
    private EntityHead? _head;
    private string? _state;
    private bool _isLoaded;
    private bool _isRunning;

    /// <summary>An entity is no orchestration: none is to be seen under its id.</summary>
    public InstanceState? Published => null;

    public bool IsOver => _isLoaded && !_isRunning && _inbox.Count == 0 && _outbox.Count == 0;

    public void Forget() => _isLoaded = false;

    public async Task LoadAsync()
    {
        if (_isLoaded)
        {
            return;
        }

        Clear();
        if (await runtime.Hub.Entities.ReadAsync(instanceId, runtime.Stopping) is { } log)
        {
            _head = log.Snapshot.Head;
            _state = log.Snapshot.State;
            _senders.Load(_head.Senders);
            Add(_inbox, log.Inbox);
            Add(_outbox, log.Outbox);
        }

        _isLoaded = true;
        ArmTimers(_inbox);
        Send(_outbox);
    }

    public async Task ProcessAsync(InstanceMessage message)
    {
        switch (message)
        {
            case InstanceMessage.EntityRequested requested:
                Receive(requested.Request);
                _replies.Add(() => requested.Reply.TrySetResult(Delivery.Accepted));
                break;
            case InstanceMessage.EntityBatchEnded ended:
                Take(ended.Result);
                break;
            case InstanceMessage.EntityOutputDelivered delivered:
                _arrived.Enqueue(delivered.Number);
                break;
            case InstanceMessage.CleanEntity clean:
                await CleanAsync(clean);
                break;
            case InstanceMessage.Happened happened:
                happened.Reply?.TrySetResult(Delivery.Unknown);
                break;
            case InstanceMessage.Rewind rewind:
                rewind.Reply.TrySetResult(Delivery.Unknown);
                break;
            case InstanceMessage.Purge purge:
                purge.Reply.TrySetResult((Delivery.Unknown, []));
                break;
        }
    }

    /// <summary>Commits what has come and what was done, and goes on with what is next.</summary>
    public async Task AdvanceAsync()
    {
        RemoveDelivered();
        var batch = _isRunning ? [] : NextBatch();
        await CommitAsync();
        _replies.ForEach(reply => reply());
        _replies.Clear();
        if (batch.Count > 0)
        {
            _isRunning = true;
            runtime.Entities.Run(
                new EntityBatch(runtime, _id, _state, batch),
                result => runtime.Post(instanceId, new InstanceMessage.EntityBatchEnded(result)));
        }

        if (_arrived.Count > 0)
        {
            runtime.Post(instanceId, new InstanceMessage.Wake());
        }
    }

    private static void Add<T>(SortedDictionary<int, T> into, IReadOnlyDictionary<int, T> messages)
    {
        foreach (var (number, message) in messages)
        {
            into.Add(number, message);
        }
    }

    private void Clear()
    {
        _inbox.Clear();
        _outbox.Clear();
        _arrived.Clear();
        _replies.Clear();
        _senders.Load(new Dictionary<string, string>());
        _change = new EntityChange();
        _head = null;
        _state = null;
    }

    private EntityHead Head() => _head ??= new EntityHead { CreatedAt = runtime.Now, LastModifiedAt = runtime.Now };

    private void Receive(EntityRequest request)
    {
        if (!_senders.Admit(request) || IsWaiting(request))
        {
            return;
        }

        var number = Head().Received;
        _head = Head() with { Received = number + 1 };
        _inbox.Add(number, request);
        _change.Received.Add(number, request);
    }

    /// <summary>Whether a client's request is here already: its write has succeeded, but seemed not to.</summary>
    private bool IsWaiting(EntityRequest request) =>
        request.Sender is null && _inbox.Values.Any(waiting => waiting.Sender is null && waiting.Entry.SourceId == request.Entry.SourceId);

    private void Take(EntityBatchResult result)
    {
        _isRunning = false;
        if (!result.Requests.All(_inbox.ContainsKey))
        {
            // Committed already: the write has succeeded, but seemed not to.
            return;
        }

        foreach (var number in result.Requests)
        {
            Finish(number);
        }

        foreach (var output in result.Outputs)
        {
            Emit(output);
        }

        if (result.HasNewState)
        {
            _change.HasNewState = true;
            _change.FormerStateLength = _state?.Length ?? 0;
            _state = result.State;
            _head = Head() with { StateVersion = Head().StateVersion + 1 };
        }

        _head = Head() with { LastModifiedAt = runtime.Now };
    }

    private void Finish(int number)
    {
        if (_inbox.Remove(number, out var request) && !_change.Received.Remove(number))
        {
            _change.Done.Add(number, request);
        }
    }

    private void Emit(EntityOutput output)
    {
        var number = Head().Sent;
        var source = string.Create(CultureInfo.InvariantCulture, $"{Head().CreatedAt.UtcTicks:D19}.{number:D10}");
        var numbered = output with { Entry = output.Entry with { SourceId = source } };
        _head = Head() with { Sent = number + 1 };
        _outbox.Add(number, numbered);
        _change.Sent.Add(number, numbered);
    }

    private void RemoveDelivered()
    {
        while (!_change.IsFull && _arrived.TryDequeue(out var number))
        {
            if (_outbox.Remove(number, out var output))
            {
                _change.Delivered.Add(number, output);
            }
        }
    }

    /// <summary>Grants and releases locks that are next in turn, up to the operations that come then.</summary>
    private List<KeyValuePair<int, EntityRequest>> NextBatch()
    {
        while (!_change.IsFull && Ready().FirstOrDefault() is { Value: { } next } first)
        {
            if (next.IsOperation)
            {
                return [.. Ready().TakeWhile(request => request.Value.IsOperation).Take(LargestBatch)];
            }

            Lock(first.Key, next);
        }

        if (_change.IsFull)
        {
            runtime.Post(instanceId, new InstanceMessage.Wake());
        }

        return [];
    }

    private IEnumerable<KeyValuePair<int, EntityRequest>> Ready()
    {
        // Not in whole milliseconds: a timer that has just fired must find its request due.
        var now = runtime.Time.GetUtcNow();
        return _inbox.Where(request =>
            !(request.Value.Entry.FireAt > now) && (Head().LockedBy is not { } owner || request.Value.Sender == owner));
    }

    private void Lock(int number, EntityRequest request)
    {
        if (request.Entry.Type == HistoryEventType.EntityLockRequested)
        {
            _head = Head() with { LockedBy = request.Sender };
            if (request.IsAwaited)
            {
                Emit(EntityAnswer.Locked(request, runtime.Now));
            }
        }
        else if (Head().LockedBy == request.Sender)
        {
            _head = Head() with { LockedBy = null };
        }

        _change.HasNewHead = true;
        Finish(number);
    }

    private async Task CommitAsync()
    {
        if (_change.IsEmpty)
        {
            return;
        }

        await _senders.ForgetEndedAsync();
        var change = _change;
        change.IsPending = _inbox.Count > 0 || _outbox.Count > 0;
        var head = Head() with { Version = Head().Version + 1, Backlog = _inbox.Count, Senders = _senders.Last };
        await runtime.Hub.Entities.CommitAsync(new EntitySnapshot(instanceId, head, _state is not null, _state), change, runtime.Stopping);
        _head = head;
        _change = new EntityChange();
        ArmTimers(change.Received);
        Send(change.Sent.OrderBy(output => output.Key));
    }

    private async Task CleanAsync(InstanceMessage.CleanEntity clean)
    {
        await AdvanceAsync();
        var isReleased = false;
        var isRemoved = false;
        if (clean.ReleaseOrphanedLock && _head?.LockedBy is { } owner && await EntitySenders.HasEndedAsync(owner, runtime))
        {
            _head = _head with { LockedBy = null };
            _change.HasNewHead = true;
            await AdvanceAsync();
            isReleased = true;
        }

        if (clean.RemoveIfEmpty && _head is { LockedBy: null } && _state is null && IsOver && await _senders.AllHaveEndedAsync())
        {
            await runtime.Hub.Entities.DeleteAsync(instanceId, runtime.Stopping);
            Clear();
            isRemoved = true;
        }

        clean.Reply.TrySetResult((isRemoved, isReleased));
    }

    private void ArmTimers(IEnumerable<KeyValuePair<int, EntityRequest>> requests)
    {
        foreach (var (number, request) in requests.Where(request => request.Value.Entry.FireAt is not null))
        {
            runtime.Timers.Arm(
                new TaskKey(instanceId, Head().CreatedAt.ToString("O", CultureInfo.InvariantCulture), number),
                request.Entry.FireAt!.Value,
                () => runtime.Post(instanceId, new InstanceMessage.Wake()));
        }
    }

    /// <summary>Sends outputs on their way, in their order.</summary>
    private void Send(IEnumerable<KeyValuePair<int, EntityOutput>> outputs)
    {
        foreach (var (number, output) in outputs)
        {
            var delivery = new EntityDelivery(runtime, instanceId, output).DeliverAsync();
            _ = runtime.PostAfterAsync(delivery, instanceId, new InstanceMessage.EntityOutputDelivered(number));
        }
    }
}
