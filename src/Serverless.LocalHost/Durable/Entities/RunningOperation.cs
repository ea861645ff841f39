using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Serverless.LocalHost.Durable.History;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Entities;

/// <summary>An operation as the code of the entity sees it; gathers what the code does.</summary>
internal sealed class RunningOperation : TaskEntityOperation
{
    private readonly HistoryEvent _request;
    private readonly OrchestrationRuntime _runtime;
    private readonly OperationState _state;
    private readonly OperationContext _context;

    public RunningOperation(EntityInstanceId id, HistoryEvent request, string? serializedState, OrchestrationRuntime runtime)
    {
        _request = request;
        _runtime = runtime;
        _state = new OperationState(serializedState, runtime.Options.DataConverter);
        _context = new OperationContext(id, runtime);
    }

    public override string Name => _request.Name!;

    public override TaskEntityContext Context => _context;

    public override TaskEntityState State => _state;

    public override bool HasInput => _request.Payload is not null;

    public string? SerializedState => _state.Serialized;

    public IReadOnlyList<EntityOutput> Outputs => _context.Outputs;

    public override object? GetInput(Type inputType) => _runtime.Options.DataConverter.Deserialize(_request.Payload, inputType);

    private sealed class OperationState(string? serialized, DataConverter converter) : TaskEntityState
    {
        public string? Serialized { get; private set; } = serialized;

        public override bool HasState => Serialized is not null;

        public override object? GetState(Type type) => converter.Deserialize(Serialized, type);

        public override void SetState(object? state) => Serialized = converter.Serialize(state);
    }

    private sealed class OperationContext(EntityInstanceId id, OrchestrationRuntime runtime) : TaskEntityContext
    {
        private readonly List<EntityOutput> _outputs = [];

        public override EntityInstanceId Id => id;

        public IReadOnlyList<EntityOutput> Outputs => _outputs;

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(operationName);
            _outputs.Add(new EntityOutput(new HistoryEvent(HistoryEventType.EntityOperationSignaled, runtime.Now)
            {
                Name = operationName,
                InstanceId = id.ToString(),
                Payload = runtime.Options.DataConverter.Serialize(input),
                FireAt = options?.SignalTime,
            }));
        }

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
            var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
            InstanceIds.Check(instanceId);
            _outputs.Add(new EntityOutput(new HistoryEvent(HistoryEventType.ExecutionStarted, runtime.Now)
            {
                Name = name.Name,
                InstanceId = instanceId,
                Payload = runtime.Options.DataConverter.Serialize(input),
                FireAt = options?.StartAt,
            })
            {
                Tags = options?.Tags,
            });
            return instanceId;
        }
    }
}
