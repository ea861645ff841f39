using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Stochastic gradient descent with Nesterov momentum.</summary>
internal sealed class Sgd(ParameterGroups groups, double weightDecay) : Optimizer(groups, weightDecay)
{
    protected override void Update(
        string name, Parameter parameter, Tensor gradient, double rate, double momentum, double decay)
    {
        using Scalar kept = momentum, pull = decay, step = -rate;
        var direction = decay > 0 ? gradient.add(parameter, alpha: pull) : gradient;
        var velocity = Running("velocity", name, parameter);
        velocity.mul_(kept).add_(direction, One);
        parameter.add_(direction.add(velocity, alpha: kept), alpha: step);
    }
}
