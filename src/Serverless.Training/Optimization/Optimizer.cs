using Serverless.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Moves the parameters of a network along their gradients.</summary>
internal abstract class Optimizer(ParameterGroups groups, double weightDecay) : IDisposable
{
    private readonly Dictionary<string, Tensor> _state = [];

    /// <summary>Everything that the next step depends on besides the parameters and <see cref="Steps"/>, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    public static Optimizer Create(OptimizerPlan plan, DetectionNetwork network)
    {
        var groups = ParameterGroups.Of(network);
        return plan.Kind == OptimizerKind.Sgd ? new Sgd(groups, plan.WeightDecay) : new AdamW(groups, plan.WeightDecay);
    }

    public void Step(StepSettings settings)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        Update(groups.Weights, settings.LearningRate, settings.Momentum, weightDecay);
        Update(groups.Scales, settings.LearningRate, settings.Momentum, decay: 0);
        Update(groups.Biases, settings.BiasLearningRate, settings.Momentum, decay: 0);
    }

    /// <summary>Takes the state of an optimizer of the same kind.</summary>
    /// <param name="state">On any device; copied.</param>
    public void Restore(int steps, IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        Steps = steps;
        Dispose();
        _state.Clear();
        foreach (var (name, tensor) in state)
        {
            var parameter = groups.All.First();
            _state.Add(name, tensor.to(parameter.device, copy: true).DetachFromDisposeScope());
        }
    }

    /// <summary>Takes the loss's scale out of all gradients, and scales them down together where their norm is above a maximum.</summary>
    /// <param name="maximumNorm">0 for no limit.</param>
    /// <returns>The norm before; not finite where a gradient is not.</returns>
    public double PrepareGradients(double lossScale, double maximumNorm)
    {
        using var noGradient = no_grad();
        if (lossScale != 1)
        {
            foreach (var parameter in groups.All)
            {
                parameter.grad?.mul_(1 / lossScale);
            }
        }

        return nn.utils.clip_grad_norm_(groups.All, maximumNorm > 0 ? maximumNorm : double.PositiveInfinity);
    }

    public void ClearGradients()
    {
        foreach (var parameter in groups.All)
        {
            parameter.grad?.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>A running tensor of a parameter, zeros at first.</summary>
    protected Tensor Running(string kind, string name, Tensor parameter)
    {
        var key = $"{kind}.{name}";
        if (!_state.TryGetValue(key, out var tensor))
        {
            tensor = zeros_like(parameter).DetachFromDisposeScope();
            _state.Add(key, tensor);
        }

        return tensor;
    }

    protected abstract void Update(string name, Parameter parameter, Tensor gradient, double rate, double momentum, double decay);

    private void Update(IReadOnlyList<KeyValuePair<string, Parameter>> group, double rate, double momentum, double decay)
    {
        foreach (var (name, parameter) in group)
        {
            if (parameter.grad is { } gradient)
            {
                Update(name, parameter, gradient, rate, momentum, decay);
            }
        }
    }
}
